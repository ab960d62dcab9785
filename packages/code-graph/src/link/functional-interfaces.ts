import { definitionField, definitionStride, memberField, memberStride } from '../facts/facts.ts';
import type { Program } from './program.ts';
import type { Solver } from './solver.ts';

/** Interfaces that a function can stand for: those with a single method without a body. */
export class FunctionalInterfaces {
  readonly #solver: Solver;
  readonly #methods = new Map<number, number>();
  readonly #names = new Map<number, number>();
  #called: Set<number> | undefined;

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** The function of the interface's single method without a body, or -1. */
  methodOf(cls: number): number {
    let method = this.#methods.get(cls);
    if (method === undefined) {
      const row = this.#find(cls);
      method = row === -1 ? -1 : functionOf(this.#solver.program, row);
      if (row !== -1)
        this.#names.set(cls, this.#solver.program.members[row * memberStride + memberField.name]!);
      this.#methods.set(cls, method);
    }
    return method;
  }

  /** The name of that method, or -1. */
  nameOf(cls: number): number {
    this.methodOf(cls);
    return this.#names.get(cls) ?? -1;
  }

  /** Whether a member of the name is what calls a function. */
  isMethodName(name: number): boolean {
    if (this.#called === undefined) {
      const { family, names, totals } = this.#solver.program;
      this.#called = new Set([...(family.functionMembers ?? [])].map((each) => names.of(each)));
      if (family.functionMembers !== undefined) {
        for (let cls = 0; cls < totals.classes; cls++) this.#called.add(this.nameOf(cls));
      }
    }
    return this.#called.has(name);
  }

  /** A function that is put where an interface is declared takes and gives what the interface's method does. */
  lend(slot: number, classes: Iterable<number>): void {
    for (const cls of classes) {
      const method = this.methodOf(cls);
      if (method !== -1) this.#solver.addLend(slot, method);
    }
  }

  #find(cls: number): number {
    const { hierarchy, members, program } = this.#solver;
    if (!hierarchy.isInterface(cls)) return -1;
    const seen = new Set<number>();
    let only = -1;
    for (const at of hierarchy.order(cls)) {
      for (const name of members.namesOf(at)) {
        if (seen.has(name)) continue;
        seen.add(name);
        const bare = (members.onInstance(at, name) ?? []).filter((row) => isWithoutBody(program, row));
        if (bare.length > 1 || (bare.length === 1 && only !== -1)) return -1;
        only = bare[0] ?? only;
      }
    }
    return only;
  }
}

function functionOf(program: Program, row: number): number {
  const definition = program.members[row * memberStride + memberField.definition]!;
  return definition === -1
    ? -1
    : program.definitions[definition * definitionStride + definitionField.function]!;
}

function isWithoutBody(program: Program, row: number): boolean {
  const definition = program.members[row * memberStride + memberField.definition]!;
  if (definition === -1 || functionOf(program, row) === -1) return false;
  const subkind = program.definitions[definition * definitionStride + definitionField.subkind]!;
  return program.names.texts[subkind] === 'abstract';
}

import { definitionField, definitionStride, memberField, memberStride } from '../facts/facts.ts';
import type { Program } from './program.ts';
import type { Solver } from './solver.ts';

/** Interfaces that a function can stand for: those with a single method without a body. */
export class FunctionalInterfaces {
  readonly #solver: Solver;
  readonly #methods = new Map<number, number>();
  readonly #names = new Map<number, number>();

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

import { callFlags, importField, importStride } from '../facts/facts.ts';
import type { LibraryEffect } from '../languages/language.ts';
import { callOperand as operand, argumentOf, flagsOf, memberName, resultOf } from './call-operands.ts';
import { delegate } from './constructors.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/**
 * Calls of what is not the repository's. Of the language's own library some effects are known; of all else it is
 * only known that the result is foreign, and that functions among the arguments may be called.
 */
export class LibraryCalls {
  readonly #solver: Solver;
  readonly #callbacks: { readonly site: number; readonly slot: number }[];
  readonly #conventionalMembers: ReadonlyMap<number, 'instance' | 'itself'>;
  readonly #results: ReadonlyMap<number, number>;
  /** Calls whose arguments have been handed over. */
  readonly #foreignCalls = new Set<number>();

  constructor(solver: Solver, callbacks: { readonly site: number; readonly slot: number }[]) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#callbacks = callbacks;
    this.#conventionalMembers = new Map(
      Object.entries(family.conventionalMembers ?? {}).map(([name, gives]) => [names.of(name), gives]),
    );
    this.#results = new Map(
      Object.entries(family.libraryResults ?? {}).map(([name, type]) => [names.of(name), names.of(type)]),
    );
  }

  /** Calls what an import from outside holds. */
  callExternal(at: number, callee: Value): void {
    if (this.#makeOutside(at, callee)) return this.#handOver(at);
    this.#callLibrary(at, this.#libraryPath(at, indexOf(callee)));
    this.callForeign(at);
  }

  /** Calls something of the language's own library. */
  callOwn(at: number, callee: Value): void {
    if (this.#makeOutside(at, callee)) return this.#handOver(at);
    this.#callLibrary(at, this.#solver.program.names.texts[indexOf(callee)]!);
  }

  /** Calls something of which nothing is known. */
  callForeign(at: number): void {
    const type = this.#results.get(memberName(this.#solver, at));
    const result = type === undefined ? value(valueKinds.foreign, 0) : value(valueKinds.outside, type);
    this.#solver.graph.add(resultOf(this.#solver, at), result);
    this.#handOver(at);
  }

  /** A function that reached code outside of the repository is called from there. */
  onHandedOver(v: Value): void {
    if (kindOf(v) !== valueKinds.function) return;
    for (const { slot } of this.#solver.parameters.of(indexOf(v))) {
      this.#solver.graph.add(slot, value(valueKinds.foreign, 0));
    }
  }

  /** Whether calling a member of the name may give the class itself or an instance. */
  isConventional(name: number): boolean {
    return this.#conventionalMembers.has(name);
  }

  /** A member that a class has from a library's class above it. */
  callByConvention(at: number, receiver: Value): void {
    const kind = kindOf(receiver);
    if (kind !== valueKinds.class && kind !== valueKinds.classExact) return;
    const cls = indexOf(receiver);
    const { hierarchy, members, graph } = this.#solver;
    const name = memberName(this.#solver, at);
    const gives = this.#conventionalMembers.get(name);
    if (gives === undefined || !hierarchy.hasUnknownBase(cls)) return;
    if (hierarchy.order(cls).some((above) => members.onClass(above, name) !== undefined)) return;
    const isExact = kind === valueKinds.classExact;
    const instance = value(isExact ? valueKinds.instanceExact : valueKinds.instance, cls);
    graph.add(resultOf(this.#solver, at), gives === 'instance' ? instance : receiver);
  }

  /** The library calls argument `index` with what `argument` holds. */
  callBack(at: number, index: number, argument: number, givesResults: boolean): void {
    const { graph, heap } = this.#solver;
    const callee = argumentOf(this.#solver, at, index);
    if (callee === -1) return;
    const site = this.#solver.operand(at, operand.site);
    if (site !== -1) this.#callbacks.push({ site, slot: callee });
    let result = -1;
    if (givesResults) {
      const container = heap.newObject();
      graph.add(resultOf(this.#solver, at), value(valueKinds.object, container));
      result = heap.elements(container);
    }
    this.#solver.addCall(result === -1 ? graph.newSlot() : result, callee, argument);
  }

  /** An instance of a class that is not the repository's. @returns whether the call makes one. */
  #makeOutside(at: number, type: Value): boolean {
    const { overloads, graph } = this.#solver;
    if (overloads === null || flagsOf(this.#solver, at) !== callFlags.new) return false;
    graph.add(resultOf(this.#solver, at), value(valueKinds.outside, overloads.outsideName(type)));
    delegate(this.#solver, at);
    return true;
  }

  #handOver(at: number): void {
    if (this.#foreignCalls.has(at)) return;
    this.#foreignCalls.add(at);
    const count = this.#solver.operand(at, operand.count);
    for (let index = 0; index < count; index++) {
      const slot = argumentOf(this.#solver, at, index);
      if (slot !== -1) this.#solver.addHandOver(slot);
    }
  }

  #giveLibraryResult(at: number, name: number): void {
    const type = this.#results.get(name);
    if (type !== undefined)
      this.#solver.graph.add(resultOf(this.#solver, at), value(valueKinds.outside, type));
  }

  #callLibrary(at: number, name: string): void {
    const { program, graph, heap } = this.#solver;
    this.#giveLibraryResult(at, program.names.find(name));
    if (!Object.hasOwn(program.family.libraryFunctions, name)) {
      if (program.family.knowsOutside === true)
        graph.add(resultOf(this.#solver, at), value(valueKinds.foreign, 0));
      return;
    }
    const effect: LibraryEffect = program.family.libraryFunctions[name]!;
    if ('calls' in effect) {
      const elements = graph.newSlot();
      if (effect.withElementsOf !== undefined)
        this.#addElements(elements, argumentOf(this.#solver, at, effect.withElementsOf));
      return this.callBack(at, effect.calls, elements, effect.gives === 'results');
    }
    const [first, result] = [argumentOf(this.#solver, at, 0), resultOf(this.#solver, at)];
    if (effect.gives === 'foreign') graph.add(result, value(valueKinds.foreign, 0));
    if (effect.gives === 'argument') graph.copy(result, first);
    if (effect.gives === 'element_of_argument') this.#addElements(result, first);
    if (effect.gives !== 'container_of_argument') return;
    const container = heap.newObject();
    graph.add(result, value(valueKinds.object, container));
    this.#addElements(heap.elements(container), first);
  }

  /** The name that an import from outside is called by: `copy.deepcopy`, whichever way it is imported. */
  #libraryPath(at: number, row: number): string {
    const { imports, names } = this.#solver.program;
    const text = (field: number) => names.texts[imports[row * importStride + field]!]!;
    const imported = text(importField.name);
    const member = names.texts[memberName(this.#solver, at)] ?? '';
    return `${text(importField.specifier)}.${imported === '*' ? member : imported}`;
  }

  #addElements(to: number, container: number): void {
    if (container !== -1) this.#solver.addElement(to, container);
  }
}

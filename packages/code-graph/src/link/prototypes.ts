import type { FlowGraph } from './graph.ts';
import type { Heap } from './heap.ts';
import type { Solver } from './solver.ts';

/**
 * Prototype chains: what an object does not have itself is looked up on what its `__proto__` holds. An object
 * may get that after its members were asked for, so such look-ups wait for it.
 */
export class Prototypes {
  readonly #solver: Solver;
  readonly #graph: FlowGraph;
  readonly #heap: Heap;
  readonly #proto: number;
  readonly #members: (Map<number, number> | undefined)[] = [];
  /** Look-ups `(to, name)` on objects that have no prototype yet, in programs where any object has one. */
  readonly #loads: (number[] | undefined)[] = [];
  #hasPrototypes = false;

  constructor(solver: Solver) {
    this.#solver = solver;
    this.#graph = solver.graph;
    this.#heap = solver.heap;
    this.#proto = solver.program.names.of('__proto__');
  }

  /** A member of this name is stored somewhere in the program. */
  noteStore(name: number): void {
    if (name === this.#proto) this.#hasPrototypes = true;
  }

  /** Looks above the object for the member, once it has a prototype. */
  load(to: number, object: number, name: number): void {
    if (!this.#hasPrototypes || name === this.#proto) return;
    if (this.#heap.hasObjectField(object, this.#proto)) this.#loadAbove(to, object, name);
    else (this.#loads[object] ??= []).push(to, name);
  }

  /** A member of the name was stored on the object: for its prototype, look-ups on it go on above it. */
  onStore(object: number, name: number): void {
    if (name !== this.#proto) return;
    const loads = this.#loads[object];
    if (loads === undefined) return;
    this.#loads[object] = undefined;
    for (let i = 0; i < loads.length; i += 2) this.#loadAbove(loads[i]!, object, loads[i + 1]!);
  }

  #loadAbove(to: number, object: number, name: number): void {
    this.#graph.copy(to, this.above(this.#heap.objectField(object, this.#proto), name));
  }

  /**
   * The member of what a prototype slot holds. One look-up serves all who ask, so that prototypes that
   * form a circle (an object spread into itself) come to an end.
   */
  above(prototype: number, name: number): number {
    const members = (this.#members[prototype] ??= new Map<number, number>());
    let slot = members.get(name);
    if (slot === undefined) {
      slot = this.#graph.newSlot();
      members.set(name, slot);
      this.#solver.addLoad(slot, prototype, name);
    }
    return slot;
  }
}

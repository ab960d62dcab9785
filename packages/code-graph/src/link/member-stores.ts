import type { FlowGraph } from './graph.ts';
import type { Heap } from './heap.ts';
import type { Members } from './members.ts';
import type { Program } from './program.ts';
import type { Prototypes } from './prototypes.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** Where what is stored in a member is kept: on instances, classes, functions and literals. */
export class MemberStores {
  readonly #solver: Solver;
  readonly #program: Program;
  readonly #graph: FlowGraph;
  readonly #heap: Heap;
  readonly #members: Members;
  readonly #prototypes: Prototypes;

  constructor(solver: Solver, prototypes: Prototypes) {
    this.#solver = solver;
    this.#program = solver.program;
    this.#graph = solver.graph;
    this.#heap = solver.heap;
    this.#members = solver.members;
    this.#prototypes = prototypes;
  }

  /** Before the hierarchy is known: `A.B = C`. */
  storeEarly(name: number, from: number, v: Value): void {
    const kind = kindOf(v);
    if (kind === valueKinds.classExact || kind === valueKinds.function) this.store(name, from, v);
  }

  store(name: number, from: number, v: Value): void {
    const index = indexOf(v);
    switch (kindOf(v)) {
      case valueKinds.instanceExact:
      case valueKinds.instance:
        this.#storeBelow(index, name, from);
        return this.#graph.copy(this.#fieldOf(index, name), from);
      case valueKinds.prototype:
        if (from === -1) return;
        this.#graph.copy(this.#heap.instanceField(index, name), from);
        return this.#solver.addReceiver(from, index);
      case valueKinds.classExact:
      case valueKinds.class:
        return this.#graph.copy(this.#heap.staticField(index, name), from);
      case valueKinds.function:
        return this.#graph.copy(this.#heap.staticField(this.#heap.entityOfFunction(index), name), from);
      case valueKinds.arguments:
        return this.#graph.copy(this.#heap.objectField(index, name), from);
      case valueKinds.object:
        this.#graph.copy(this.#heap.objectField(index, name), from);
        return this.#prototypes.onStore(index, name);
      default:
    }
  }

  /** Whose field a store on an instance reaches: a promoted field is the embedded class's own. */
  #holderOf(entity: number, name: number): number {
    if (this.#program.family.isStructural !== true || !this.#heap.isClass(entity)) return entity;
    const order = this.#solver.hierarchy.order(entity);
    return order.find((cls) => this.#members.onInstance(cls, name) !== undefined) ?? entity;
  }

  /** The field that a store on an instance reaches; it takes what the class declares it to hold. */
  #fieldOf(entity: number, name: number): number {
    const field = this.#heap.instanceField(this.#holderOf(entity, name), name);
    if (!this.#heap.isClass(entity) || this.#graph.isRestricted(field)) return field;
    for (const cls of this.#solver.hierarchy.order(entity)) {
      const [row] = this.#members.onInstance(cls, name) ?? [];
      if (row === undefined) continue;
      this.#graph.restrictLike(field, this.#solver.memberSlot(row));
      break;
    }
    return field;
  }

  /** The classes above see in their receiver what is stored in one of theirs. */
  #storeBelow(entity: number, name: number, from: number): void {
    if (this.#program.family.sharesFieldsBelow !== true || !this.#heap.isClass(entity)) return;
    for (const above of this.#solver.hierarchy.order(entity)) {
      if (above !== entity) this.#graph.copy(this.#heap.fieldBelow(above, name), from);
    }
  }
}

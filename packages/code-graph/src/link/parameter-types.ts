import type { Fitting } from './fitting.ts';
import type { FlowGraph } from './graph.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** What parameters are declared to be. */
export class ParameterTypes {
  readonly #graph: FlowGraph;
  readonly #fitting: Fitting;
  readonly #typesOfSlot = new Map<number, number[]>();

  constructor(graph: FlowGraph, fitting: Fitting) {
    this.#graph = graph;
    this.#fitting = fitting;
  }

  /** The slot is declared to be of the types that another one holds. */
  note(slot: number, type: number): void {
    const types = this.#typesOfSlot.get(slot);
    if (types === undefined) this.#typesOfSlot.set(slot, [type]);
    else types.push(type);
  }

  /** Whether two parameters may be of one type: what is not declared may be of any. */
  mayBeSame(slot: number, other: number): boolean {
    const [types, others] = [this.of(slot), this.of(other)];
    if (types.length === 0 || others.length === 0) return true;
    return types.some((type) => others.some((one) => this.#isSameType(type, one)));
  }

  #isSameType(type: Value, other: Value): boolean {
    const name = this.#fitting.outsideName(type);
    return name === -1
      ? indexOf(type) === indexOf(other) && this.#fitting.outsideName(other) === -1
      : name === this.#fitting.outsideName(other);
  }

  /** Declared types of a parameter that are known: classes, and types outside of the repository. */
  of(slot: number): readonly Value[] {
    const types = this.#typesOfSlot.get(slot) ?? [];
    return types.flatMap((type) => this.#graph.values(type).filter((v) => typeKinds.has(kindOf(v))));
  }
}

const typeKinds: ReadonlySet<number> = new Set([
  valueKinds.class,
  valueKinds.classExact,
  valueKinds.external,
  valueKinds.library,
]);

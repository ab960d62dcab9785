import type { Overloading } from '../languages/language.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { FunctionalInterfaces } from './functional-interfaces.ts';
import { functionColumn, type Program } from './program.ts';
import type { Solver } from './solver.ts';
import { importField, importStride } from '../facts/facts.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** How far a value is from a parameter's type: 0 is the type itself. */
export const unfit = -1;
/** Nothing speaks for or against it. */
export const unknownFit = 500;
/** The parameter takes whatever there is. */
const rootFit = 1000;

/** Compares what is passed with what is declared. */
export class Fitting {
  readonly #program: Program;
  readonly #hierarchy: Hierarchy;
  readonly #functional: FunctionalInterfaces;
  readonly #roots: ReadonlySet<number>;
  readonly #conversions: ReadonlyMap<number, readonly number[]>;
  readonly #above: ReadonlyMap<number, readonly number[]>;

  constructor({ program, hierarchy, functional }: Solver, { roots, conversions, above }: Overloading) {
    const { names } = program;
    this.#program = program;
    this.#hierarchy = hierarchy;
    this.#functional = functional;
    this.#roots = new Set(roots.map((name) => names.of(name)));
    const numbers = (table: Readonly<Record<string, readonly string[]>>) =>
      new Map(
        Object.entries(table).map(([name, to]) => [names.of(name), to.map((other) => names.of(other))]),
      );
    this.#conversions = numbers(conversions);
    this.#above = numbers(above ?? {});
  }

  /** Distance of the value from the nearest of the declared types, or `unfit`. */
  distance(held: Value, types: readonly Value[]): number {
    const distances = types.map((type) => this.#distance(held, type)).filter((d) => d !== unfit);
    return distances.length === 0 ? unfit : Math.min(...distances);
  }

  /** Whether the type outside holds nothing but its own kind. */
  isPlain(name: number): boolean {
    return this.#conversions.has(name);
  }

  /** What a type is called outside of the repository, or -1 for one of its own. */
  outsideName(type: Value): number {
    if (kindOf(type) === valueKinds.library) return indexOf(type);
    if (kindOf(type) !== valueKinds.external) return -1;
    return this.#program.imports[indexOf(type) * importStride + importField.name]!;
  }

  #distance(held: Value, type: Value): number {
    const name = this.outsideName(type);
    if (name === -1) return this.#toOwnType(held, indexOf(type));
    if (this.#roots.has(name)) return rootFit;
    switch (kindOf(held)) {
      case valueKinds.outside:
        return this.#betweenOutside(indexOf(held), name);
      case valueKinds.instance:
      case valueKinds.instanceExact:
        return this.#mayBeOutside(indexOf(held)) ? this.#unlessPlain(name) : unfit;
      case valueKinds.function:
      case valueKinds.object:
        return this.#unlessPlain(name);
      default:
        return unknownFit;
    }
  }

  #toOwnType(held: Value, cls: number): number {
    switch (kindOf(held)) {
      case valueKinds.outside:
        return unfit;
      case valueKinds.instance:
      case valueKinds.instanceExact:
        return indexOf(held) < this.#program.totals.classes
          ? this.#hierarchy.order(indexOf(held)).indexOf(cls)
          : unfit;
      case valueKinds.function:
        return this.#mayBeFunction(indexOf(held), cls) ? unknownFit : unfit;
      default:
        return unknownFit;
    }
  }

  #betweenOutside(from: number, to: number): number {
    if (from === to) return 0;
    const at = (this.#conversions.get(from) ?? this.#above.get(from))?.indexOf(to);
    if (at === undefined) return this.#unlessPlain(to);
    return at === -1 ? unfit : at + 1;
  }

  #unlessPlain(name: number): number {
    return this.#conversions.has(name) ? unfit : unknownFit;
  }

  /** Whether the interface's one method without a body takes as many parameters as the function. */
  #mayBeFunction(fn: number, cls: number): boolean {
    if (!this.#hierarchy.isInterface(cls)) return false;
    const method = this.#functional.methodOf(cls);
    const isClosure = functionColumn(this.#program, fn, 'definition') === -1;
    if (method === -1 || !isClosure) return true;
    return countOf(this.#program, method) === countOf(this.#program, fn);
  }

  #mayBeOutside(entity: number): boolean {
    return entity >= this.#program.totals.classes || this.#hierarchy.hasUnknownBase(entity);
  }
}

function countOf(program: Program, fn: number): number {
  return functionColumn(program, fn, 'parameterCount');
}

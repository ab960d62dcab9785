import type { Overloading } from '../languages/language.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Program } from './program.ts';
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
  readonly #roots: ReadonlySet<number>;
  readonly #conversions: ReadonlyMap<number, readonly number[]>;

  constructor(program: Program, hierarchy: Hierarchy, { roots, conversions }: Overloading) {
    const { names } = program;
    this.#program = program;
    this.#hierarchy = hierarchy;
    this.#roots = new Set(roots.map((name) => names.of(name)));
    this.#conversions = new Map(
      Object.entries(conversions).map(([name, to]) => [names.of(name), to.map((other) => names.of(other))]),
    );
  }

  /** Distance of the value from the nearest of the declared types, or `unfit`. */
  distance(held: Value, types: readonly Value[]): number {
    const distances = types.map((type) => this.#distance(held, type)).filter((d) => d !== unfit);
    return distances.length === 0 ? unfit : Math.min(...distances);
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
        return this.#hierarchy.isInterface(cls) ? unknownFit : unfit;
      default:
        return unknownFit;
    }
  }

  #betweenOutside(from: number, to: number): number {
    if (from === to) return 0;
    const at = this.#conversions.get(from)?.indexOf(to);
    if (at === undefined) return this.#unlessPlain(to);
    return at === -1 ? unfit : at + 1;
  }

  #unlessPlain(name: number): number {
    return this.#conversions.has(name) ? unfit : unknownFit;
  }

  #mayBeOutside(entity: number): boolean {
    return entity >= this.#program.totals.classes || this.#hierarchy.hasUnknownBase(entity);
  }
}

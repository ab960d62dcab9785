import { classField, classFlags, classStride } from '../facts/facts.ts';
import { type Bases, readBases } from './bases.ts';
import { linearize } from './linearization.ts';
import type { Program } from './program.ts';
import type { Value } from './values.ts';

/** Classes below one that are looked at for overriding members. */
const descendantsMax = 512;

/** Classes above each other that are followed. */
const ancestryMax = 400;

/**
 * Who inherits from whom, and in which order the members of a class, or of its instances, are looked up in it
 * and above it.
 */
export class Hierarchy {
  readonly #bases: Bases;
  readonly #implementers: (number[] | undefined)[] = [];
  readonly #below: (readonly number[] | undefined)[] = [];
  readonly #orders: (readonly number[] | undefined)[] = [];
  readonly #classOrders: (readonly ClassPlace[] | undefined)[] = [];
  readonly #roots: { readonly instances: readonly number[]; readonly classes: readonly number[] };
  readonly #program: Program;

  /** @param valuesOf what a slot holds once names and imports are resolved. */
  constructor(program: Program, valuesOf: (slot: number) => readonly Value[]) {
    this.#program = program;
    this.#bases = readBases(program, valuesOf);
    const { roots } = program.family;
    this.#roots = {
      instances: this.#classesNamed(roots?.instances ?? []),
      classes: this.#classesNamed(roots?.classes ?? []),
    };
  }

  /** The class itself, then those above it in the order of look-up. */
  order(cls: number): readonly number[] {
    return this.#orders[cls] ?? this.#linearize(cls, new Set());
  }

  /** Says that the class implements an interface by its shape alone. */
  implement(cls: number, contract: number): void {
    (this.#implementers[contract] ??= []).push(cls);
  }

  /** Whether the class is what another one has for an interface: several of them are looked at together. */
  isImplementation(cls: number): boolean {
    return (this.#program.classes[cls * classStride + classField.flags]! & classFlags.implementation) !== 0;
  }

  /** What a class has for its interfaces: where it is one's implementation, what its owner has for all. */
  implementationOrder(cls: number): readonly number[] {
    const owner = this.isImplementation(cls) ? this.#bases.lentTo[cls] : undefined;
    if (owner === undefined) return this.order(cls);
    return this.order(owner).filter((at) => this.isImplementation(at) || this.isInterface(at));
  }

  /** Those above the class that it is a type below of, in the order of look-up. */
  ancestors(cls: number): readonly number[] {
    const lenders = this.#bases.lenders[cls];
    if (lenders === undefined) return this.order(cls).filter((above) => above !== cls);
    const own = this.parents(cls).filter((parent) => !lenders.includes(parent));
    return [...new Set(own.flatMap((parent) => this.order(parent)))];
  }

  /** Classes that implement the interface by their shape alone. */
  implementers(contract: number): readonly number[] {
    return this.#implementers[contract] ?? [];
  }

  /** Where a member of an instance is looked for: the class, those above, and what all classes are below. */
  instanceOrder(cls: number): readonly number[] {
    const order = this.order(cls);
    const { instances } = this.#roots;
    return instances.length === 0 ? order : [...new Set([...order, ...instances])];
  }

  /** Where a member of the class itself is looked for. */
  classOrder(cls: number): readonly ClassPlace[] {
    return (this.#classOrders[cls] ??= this.#findClassOrder(cls));
  }

  /** Classes that have the members of the class's instances themselves. */
  extenders(cls: number): readonly number[] {
    return this.#bases.extenders[cls] ?? [];
  }

  #findClassOrder(cls: number): readonly ClassPlace[] {
    const order: ClassPlace[] = [];
    const included = this.#included(cls);
    const addInstances = (mixins: readonly number[]) => {
      for (const mixin of mixins.toReversed())
        for (const at of this.order(mixin)) order.push({ cls: at, place: 'instance' });
    };
    for (const above of this.order(cls)) {
      if (!included.has(above)) {
        order.push({ cls: above, place: 'class' });
        addInstances(this.#bases.mixins.extendsClass[above] ?? []);
      }
      if (above !== cls) addInstances(this.#bases.mixins.passesToClass[above] ?? []);
    }
    for (const root of this.#roots.classes) order.push({ cls: root, place: 'instance' });
    return order;
  }

  /** What is above the class for its instances only. */
  #included(cls: number): ReadonlySet<number> {
    const { includes, prepends } = this.#bases.mixins;
    const found = new Set<number>();
    for (const above of this.order(cls)) {
      for (const mixin of [...(includes[above] ?? []), ...(prepends[above] ?? [])]) found.add(mixin);
    }
    return found;
  }

  /** Classes below, nearest first, up to a bound. */
  below(cls: number): readonly number[] {
    return (this.#below[cls] ??= this.#findBelow(cls));
  }

  #findBelow(cls: number): readonly number[] {
    const found: number[] = [];
    const seen = new Set([cls]);
    const queue = [...(this.#bases.children[cls] ?? []), ...this.implementers(cls)];
    while (queue.length > 0 && found.length < descendantsMax) {
      const child = queue.shift()!;
      if (seen.has(child)) continue;
      seen.add(child);
      found.push(child);
      queue.push(...(this.#bases.children[child] ?? []), ...this.implementers(child));
    }
    return found;
  }

  /** Whether the class says only what others have: an interface, a type of an object. */
  isInterface(cls: number): boolean {
    return (this.#program.classes[cls * classStride + classField.flags]! & classFlags.interface) !== 0;
  }

  parents(cls: number): readonly number[] {
    return this.#bases.parents[cls] ?? [];
  }

  isBelowOrSame(cls: number, ancestor: number): boolean {
    if (cls === ancestor || this.order(cls).includes(ancestor)) return true;
    return this.#implementers[ancestor]?.includes(cls) === true;
  }

  /** Whether some class above is not in the repository, so that a missing member may be there. */
  hasUnknownBase(cls: number): boolean {
    return this.order(cls).some((at) => this.#bases.hasUnknownBase[at] === true);
  }

  #classesNamed(names: readonly string[]): number[] {
    const { classes, wholeClass, names: numbers } = this.#program;
    return names.flatMap((name) => {
      const number = numbers.find(name);
      const isNamed = (row: number) => classes[row * classStride + classField.globalName] === number;
      const row = number === -1 ? -1 : wholeClass.findIndex((whole, at) => whole === at && isNamed(at));
      return row === -1 ? [] : [row];
    });
  }

  #linearize(cls: number, open: Set<number>): readonly number[] {
    const known = this.#orders[cls];
    if (known !== undefined) return known;
    if (open.has(cls) || open.size >= ancestryMax) return [cls];
    open.add(cls);
    const parents = this.#bases.parents[cls] ?? [];
    const order = linearize(parents, (parent) => this.#linearize(parent, open));
    const before = (this.#bases.mixins.prepends[cls] ?? []).flatMap((mixin) => this.#linearize(mixin, open));
    open.delete(cls);
    const unique = [...new Set([...before, cls, ...order])];
    return (this.#orders[cls] = unique);
  }
}

/** A class in whose members, or in whose instances' members, one of a class itself is looked for. */
interface ClassPlace {
  readonly cls: number;
  readonly place: 'instance' | 'class';
}

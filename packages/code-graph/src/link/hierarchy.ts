import {
  baseField,
  baseRelations,
  baseStride,
  classField,
  classFlags,
  classStride,
  memberField,
  memberPlaces,
  memberStride,
} from '../facts/facts.ts';
import type { Program } from './program.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** Classes below one that are looked at for overriding members. */
const descendantsMax = 512;

/** Member rows of every class by name, on instances and on the class itself. */
export class Members {
  #instance: (Map<number, number[]> | undefined)[] = [];
  #class: (Map<number, number[]> | undefined)[] = [];
  readonly #closed: boolean[] = [];

  constructor(program: Program) {
    this.read(program);
  }

  read(program: Program): void {
    this.#instance = [];
    this.#class = [];
    for (let row = 0; row < program.totals.members; row++) {
      const at = row * memberStride;
      const cls = program.members[at + memberField.class]!;
      const name = program.members[at + memberField.name]!;
      const place = program.members[at + memberField.place]!;
      if (this.#isRepeated(program, cls, name, program.members[at + memberField.definition]!)) continue;
      if (program.members[at + memberField.isClosed] === 1) this.#closed[row] = true;
      if (place !== memberPlaces.class) add((this.#instance[cls] ??= new Map<number, number[]>()), name, row);
      if (place !== memberPlaces.instance) add((this.#class[cls] ??= new Map<number, number[]>()), name, row);
    }
  }

  /** Every file of a namespace says again what stands in it. */
  #isRepeated(program: Program, cls: number, name: number, definition: number): boolean {
    const flags = program.classes[cls * classStride + classField.flags]!;
    return definition === -1 && (flags & classFlags.namespace) !== 0 && this.onClass(cls, name) !== undefined;
  }

  onInstance(cls: number, name: number): readonly number[] | undefined {
    return this.#instance[cls]?.get(name);
  }

  onClass(cls: number, name: number): readonly number[] | undefined {
    return this.#class[cls]?.get(name);
  }

  on(cls: number, name: number): readonly number[] | undefined {
    return this.onInstance(cls, name) ?? this.onClass(cls, name);
  }

  /** Whether members below only hide this one. */
  isClosed(row: number): boolean {
    return this.#closed[row] === true;
  }

  get hasClosed(): boolean {
    return this.#closed.length > 0;
  }

  namesOf(cls: number): Iterable<number> {
    return this.#instance[cls]?.keys() ?? [];
  }
}

function add(map: Map<number, number[]>, name: number, row: number): void {
  const rows = map.get(name);
  if (rows === undefined) map.set(name, [row]);
  else rows.push(row);
}

/**
 * Who inherits from whom. The order in which a class's members are looked up is the C3 linearization
 * (Barrett et al. 1996), as Python has it; for single inheritance it is the chain of parents. Where the
 * hierarchy has no such order (or a class is its own ancestor), parents are taken depth first.
 */
export class Hierarchy {
  readonly #parents: number[][] = [];
  readonly #children: number[][] = [];
  readonly #implementers: (number[] | undefined)[] = [];
  readonly #below: (readonly number[] | undefined)[] = [];
  readonly #orders: (readonly number[] | undefined)[] = [];
  readonly #hasUnknownBase: boolean[] = [];
  readonly #mixins: Record<'includes' | 'prepends' | 'extendsClass' | 'passesToClass', Lists>;
  readonly #extenders: Lists = [];
  readonly #lenders: Lists = [];
  readonly #lentTo: (number | undefined)[] = [];
  readonly #classOrders: (readonly ClassPlace[] | undefined)[] = [];
  readonly #roots: { readonly instances: readonly number[]; readonly classes: readonly number[] };
  readonly #program: Program;

  /** @param valuesOf what a slot holds once names and imports are resolved. */
  constructor(program: Program, valuesOf: (slot: number) => readonly Value[]) {
    this.#program = program;
    this.#mixins = { includes: [], prepends: [], extendsClass: [], passesToClass: [] };
    const { roots } = program.family;
    this.#roots = {
      instances: this.#classesNamed(roots?.instances ?? []),
      classes: this.#classesNamed(roots?.classes ?? []),
    };
    const rows = this.#baseRows();
    for (let cls = 0; cls < program.totals.classes; cls++) this.#readBases(cls, rows[cls] ?? [], valuesOf);
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
    const owner = this.isImplementation(cls) ? this.#lentTo[cls] : undefined;
    if (owner === undefined) return this.order(cls);
    return this.order(owner).filter((at) => this.isImplementation(at) || this.isInterface(at));
  }

  /** Those above the class that it is a type below of, in the order of look-up. */
  ancestors(cls: number): readonly number[] {
    const lenders = this.#lenders[cls];
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
    return this.#extenders[cls] ?? [];
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
        addInstances(this.#mixins.extendsClass[above] ?? []);
      }
      if (above !== cls) addInstances(this.#mixins.passesToClass[above] ?? []);
    }
    for (const root of this.#roots.classes) order.push({ cls: root, place: 'instance' });
    return order;
  }

  /** What is above the class for its instances only. */
  #included(cls: number): ReadonlySet<number> {
    const { includes, prepends } = this.#mixins;
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
    const queue = [...(this.#children[cls] ?? []), ...this.implementers(cls)];
    while (queue.length > 0 && found.length < descendantsMax) {
      const child = queue.shift()!;
      if (seen.has(child)) continue;
      seen.add(child);
      found.push(child);
      queue.push(...(this.#children[child] ?? []), ...this.implementers(child));
    }
    return found;
  }

  /** Whether the class says only what others have: an interface, a type of an object. */
  isInterface(cls: number): boolean {
    return (this.#program.classes[cls * classStride + classField.flags]! & classFlags.interface) !== 0;
  }

  parents(cls: number): readonly number[] {
    return this.#parents[cls] ?? [];
  }

  isBelowOrSame(cls: number, ancestor: number): boolean {
    if (cls === ancestor || this.order(cls).includes(ancestor)) return true;
    return this.#implementers[ancestor]?.includes(cls) === true;
  }

  /** Whether some class above is not in the repository, so that a missing member may be there. */
  hasUnknownBase(cls: number): boolean {
    return this.order(cls).some((at) => this.#hasUnknownBase[at] === true);
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

  #baseRows(): number[][] {
    const { bases, totals } = this.#program;
    const rows: number[][] = [];
    for (let row = 0; row < totals.bases; row++) {
      (rows[bases[row * baseStride + baseField.class]!] ??= []).push(row);
    }
    return rows;
  }

  #readBases(cls: number, rows: readonly number[], valuesOf: (slot: number) => readonly Value[]): void {
    const { bases } = this.#program;
    const parents: number[] = [];
    for (const row of rows) {
      const slot = bases[row * baseStride + baseField.slot]!;
      const relation = relations[bases[row * baseStride + baseField.relation]!]!;
      if (relation === 'uses') continue;
      const known = slot === -1 ? [] : classesIn(valuesOf(slot));
      if (known.length === 0) this.#hasUnknownBase[cls] = true;
      for (const parent of known) this.#addBase(cls, parent, relation, parents);
    }
    this.#parents[cls] = parents;
    for (const parent of [...parents, ...(this.#mixins.prepends[cls] ?? [])]) {
      if (this.#lenders[cls]?.includes(parent) === true) continue;
      (this.#children[parent] ??= []).push(cls);
    }
  }

  /** Mixed in later means looked up earlier, and before what the class extends. */
  #addBase(cls: number, parent: number, relation: Exclude<Relation, 'uses'>, parents: number[]): void {
    if (relation === 'lends') {
      (this.#lenders[cls] ??= []).push(parent);
      this.#lentTo[parent] ??= cls;
    }
    if (relation === 'extends' || relation === 'implements' || relation === 'lends') {
      if (parent !== cls && !parents.includes(parent)) parents.push(parent);
      return;
    }
    (this.#mixins[relation][cls] ??= []).push(parent);
    if (relation === 'includes' && parent !== cls && !parents.includes(parent)) parents.unshift(parent);
    if (relation === 'extendsClass') (this.#extenders[parent] ??= []).push(cls);
  }

  #linearize(cls: number, open: Set<number>): readonly number[] {
    const known = this.#orders[cls];
    if (known !== undefined) return known;
    if (open.has(cls) || open.size >= ancestryMax) return [cls];
    open.add(cls);
    const parents = this.#parents[cls] ?? [];
    const sequences = [...parents.map((parent) => [...this.#linearize(parent, open)]), [...parents]];
    const before = (this.#mixins.prepends[cls] ?? []).flatMap((mixin) => this.#linearize(mixin, open));
    open.delete(cls);
    const isPlain = parents.length === 1 || parents.length > parentsMax;
    const order = (isPlain ? null : mergeC3(sequences)) ?? depthFirst(sequences);
    const unique = [...new Set([...before, cls, ...order])];
    return (this.#orders[cls] = unique);
  }
}

/** Classes above each other that are followed, and bases of one class that are put in order as the language does. */
const ancestryMax = 400;
const parentsMax = 100;

type Relation = keyof typeof baseRelations;
const relations = Object.keys(baseRelations) as Relation[];
type Lists = (number[] | undefined)[];

/** A class in whose members, or in whose instances' members, one of a class itself is looked for. */
interface ClassPlace {
  readonly cls: number;
  readonly place: 'instance' | 'class';
}

function classesIn(values: readonly Value[]): number[] {
  const isClass = (v: Value) => kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
  return values.filter(isClass).map(indexOf);
}

function mergeC3(sequences: readonly number[][]): number[] | null {
  const merged: number[] = [];
  let left = sequences.filter((sequence) => sequence.length > 0);
  while (left.length > 0) {
    const next = left.map(([head]) => head!).find((head) => left.every((s) => s.indexOf(head, 1) === -1));
    if (next === undefined) return null;
    merged.push(next);
    left = left.map((s) => (s[0] === next ? s.slice(1) : s)).filter((s) => s.length > 0);
  }
  return merged;
}

function depthFirst(sequences: readonly number[][]): number[] {
  return [...new Set(sequences.flat())];
}

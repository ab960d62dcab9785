import {
  baseField,
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
  readonly #instance: (Map<number, number[]> | undefined)[] = [];
  readonly #class: (Map<number, number[]> | undefined)[] = [];

  constructor(program: Program) {
    for (let row = 0; row < program.totals.members; row++) {
      const at = row * memberStride;
      const cls = program.members[at + memberField.class]!;
      const name = program.members[at + memberField.name]!;
      const place = program.members[at + memberField.place]!;
      if (place !== memberPlaces.class) add((this.#instance[cls] ??= new Map<number, number[]>()), name, row);
      if (place !== memberPlaces.instance) add((this.#class[cls] ??= new Map<number, number[]>()), name, row);
    }
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
  readonly #below: (readonly number[] | undefined)[] = [];
  readonly #orders: (readonly number[] | undefined)[] = [];
  readonly #hasUnknownBase: boolean[] = [];
  readonly #program: Program;

  /** @param valuesOf what a slot holds once names and imports are resolved. */
  constructor(program: Program, valuesOf: (slot: number) => readonly Value[]) {
    this.#program = program;
    for (let cls = 0; cls < program.totals.classes; cls++) this.#readBases(cls, valuesOf);
  }

  /** The class itself, then those above it in the order of look-up. */
  order(cls: number): readonly number[] {
    return this.#orders[cls] ?? this.#linearize(cls, new Set());
  }

  /** Classes below, nearest first, up to a bound. */
  below(cls: number): readonly number[] {
    return (this.#below[cls] ??= this.#findBelow(cls));
  }

  #findBelow(cls: number): readonly number[] {
    const found: number[] = [];
    const seen = new Set([cls]);
    const queue = [...(this.#children[cls] ?? [])];
    while (queue.length > 0 && found.length < descendantsMax) {
      const child = queue.shift()!;
      if (seen.has(child)) continue;
      seen.add(child);
      found.push(child);
      queue.push(...(this.#children[child] ?? []));
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
    return cls === ancestor || this.order(cls).includes(ancestor);
  }

  /** Whether some class above is not in the repository, so that a missing member may be there. */
  hasUnknownBase(cls: number): boolean {
    return this.order(cls).some((at) => this.#hasUnknownBase[at] === true);
  }

  #readBases(cls: number, valuesOf: (slot: number) => readonly Value[]): void {
    const { classes, bases } = this.#program;
    const from = classes[cls * classStride + classField.basesFrom]!;
    const count = classes[cls * classStride + classField.baseCount]!;
    const parents: number[] = [];
    for (let row = from; row < from + count; row++) {
      const known = classesIn(valuesOf(bases[row * baseStride + baseField.slot]!));
      if (known.length === 0) this.#hasUnknownBase[cls] = true;
      for (const parent of known) if (parent !== cls && !parents.includes(parent)) parents.push(parent);
    }
    this.#parents[cls] = parents;
    for (const parent of parents) (this.#children[parent] ??= []).push(cls);
  }

  #linearize(cls: number, open: Set<number>): readonly number[] {
    const known = this.#orders[cls];
    if (known !== undefined) return known;
    if (open.has(cls)) return [cls];
    open.add(cls);
    const parents = this.#parents[cls] ?? [];
    const sequences = [...parents.map((parent) => [...this.#linearize(parent, open)]), [...parents]];
    open.delete(cls);
    const order = mergeC3(sequences) ?? depthFirst(sequences);
    const unique = [cls, ...order.filter((other) => other !== cls)];
    return (this.#orders[cls] = unique);
  }
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

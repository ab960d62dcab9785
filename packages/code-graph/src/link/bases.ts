import { baseField, baseRelations, baseStride } from '../facts/facts.ts';
import type { Program } from './program.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

type Relation = keyof typeof baseRelations;
const relations = Object.keys(baseRelations) as Relation[];

/** Classes by class. */
type Lists = (number[] | undefined)[];

/** What classes say of the classes that they are made of, as far as those are known. */
export interface Bases {
  /** What is above the class, in the order of look-up. */
  readonly parents: readonly (readonly number[] | undefined)[];
  readonly children: readonly (readonly number[] | undefined)[];
  /** What is mixed into the class, in the order in which that is written. */
  readonly mixins: Readonly<Record<Mixing, Lists>>;
  /** Classes that have the members of the class's instances themselves. */
  readonly extenders: Lists;
  /** What the class has members from without being a type below it. */
  readonly lenders: Lists;
  /** The first class that each lends to. */
  readonly lentTo: readonly (number | undefined)[];
  readonly hasUnknownBase: readonly (boolean | undefined)[];
}

type Mixing = 'includes' | 'prepends' | 'extendsClass' | 'passesToClass';

/** @param valuesOf what a slot holds once names and imports are resolved. */
export function readBases(program: Program, valuesOf: (slot: number) => readonly Value[]): Bases {
  const bases = {
    parents: [] as number[][],
    children: [] as Lists,
    mixins: { includes: [], prepends: [], extendsClass: [], passesToClass: [] } as Record<Mixing, Lists>,
    extenders: [] as Lists,
    lenders: [] as Lists,
    lentTo: [] as (number | undefined)[],
    hasUnknownBase: [] as boolean[],
  };
  const rows = rowsByClass(program);
  for (let cls = 0; cls < program.totals.classes; cls++) readBasesOf(cls, rows[cls] ?? []);
  return bases;

  function readBasesOf(cls: number, own: readonly number[]): void {
    const parents: number[] = [];
    for (const row of own) {
      const slot = program.bases[row * baseStride + baseField.slot]!;
      const relation = relations[program.bases[row * baseStride + baseField.relation]!]!;
      if (relation === 'uses') continue;
      const known = slot === -1 ? [] : classesIn(valuesOf(slot));
      if (known.length === 0) bases.hasUnknownBase[cls] = true;
      for (const parent of known) addBase(cls, parent, relation, parents);
    }
    bases.parents[cls] = parents;
    for (const parent of [...parents, ...(bases.mixins.prepends[cls] ?? [])]) {
      if (bases.lenders[cls]?.includes(parent) === true) continue;
      (bases.children[parent] ??= []).push(cls);
    }
  }

  /** Mixed in later means looked up earlier, and before what the class extends. */
  function addBase(
    cls: number,
    parent: number,
    relation: Exclude<Relation, 'uses'>,
    parents: number[],
  ): void {
    if (relation === 'lends') {
      (bases.lenders[cls] ??= []).push(parent);
      bases.lentTo[parent] ??= cls;
    }
    if (relation === 'extends' || relation === 'implements' || relation === 'lends') {
      if (parent !== cls && !parents.includes(parent)) parents.push(parent);
      return;
    }
    (bases.mixins[relation][cls] ??= []).push(parent);
    if (relation === 'includes' && parent !== cls && !parents.includes(parent)) parents.unshift(parent);
    if (relation === 'extendsClass') (bases.extenders[parent] ??= []).push(cls);
  }
}

function rowsByClass({ bases, totals }: Program): number[][] {
  const rows: number[][] = [];
  for (let row = 0; row < totals.bases; row++) {
    (rows[bases[row * baseStride + baseField.class]!] ??= []).push(row);
  }
  return rows;
}

function classesIn(values: readonly Value[]): number[] {
  const isClass = (v: Value) => kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
  return values.filter(isClass).map(indexOf);
}

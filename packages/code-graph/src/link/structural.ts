import {
  classField,
  classStride,
  definitionField,
  definitionStride,
  memberField,
  memberStride,
} from '../facts/facts.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Members } from './members.ts';
import { functionColumn, type Program } from './program.ts';

/** Classes that are joined to one interface. */
const implementersMax = 256;

/** Methods by name, with how many parameters each takes. */
type MethodSet = ReadonlyMap<number, number>;

/**
 * Finds which classes have all methods of which interfaces: those that the class gets from its bases count,
 * and a method fits when it takes as many parameters. Only classes with the interface's rarest method are
 * compared, so that the work grows with the matches and not with the product of both.
 */
export function addImplementers(program: Program, hierarchy: Hierarchy, members: Members): void {
  const sets = new Map<number, MethodSet>();
  const byMethod = new Map<number, number[]>();
  const contracts: number[] = [];
  for (let cls = 0; cls < program.totals.classes; cls++) {
    if (hierarchy.isInterface(cls)) {
      contracts.push(cls);
      continue;
    }
    if (program.classes[cls * classStride + classField.definition] === -1) continue;
    const methods = methodsOf(program, hierarchy, members, cls);
    sets.set(cls, methods);
    for (const name of methods.keys()) push(byMethod, name, cls);
  }
  for (const contract of contracts) {
    const wanted = methodsOf(program, hierarchy, members, contract);
    const fitting = rarest(byMethod, wanted).filter((cls) => hasAll(sets.get(cls)!, wanted));
    const unknown = fitting.filter((cls) => !hierarchy.isBelowOrSame(cls, contract));
    for (const cls of unknown.slice(0, implementersMax)) hierarchy.implement(cls, contract);
  }
}

function methodsOf(program: Program, hierarchy: Hierarchy, members: Members, cls: number): MethodSet {
  const methods = new Map<number, number>();
  for (const at of hierarchy.order(cls)) {
    for (const name of members.namesOf(at)) {
      const [row] = members.onInstance(at, name) ?? [];
      if (row === undefined || methods.has(name)) continue;
      const count = parameterCount(program, row);
      if (count !== -1) methods.set(name, count);
    }
  }
  return methods;
}

/** How many parameters the member takes, or -1 when it is no method. */
function parameterCount(program: Program, row: number): number {
  const definition = program.members[row * memberStride + memberField.definition]!;
  if (definition === -1) return -1;
  const fn = program.definitions[definition * definitionStride + definitionField.function]!;
  return fn === -1 ? -1 : functionColumn(program, fn, 'parameterCount');
}

/** The classes that have the method which the fewest have. */
function rarest(byMethod: ReadonlyMap<number, number[]>, wanted: MethodSet): readonly number[] {
  let fewest: readonly number[] | undefined;
  for (const name of wanted.keys()) {
    const classes = byMethod.get(name) ?? [];
    if (fewest === undefined || classes.length < fewest.length) fewest = classes;
  }
  return fewest ?? [];
}

function hasAll(methods: MethodSet, wanted: MethodSet): boolean {
  for (const [name, count] of wanted) if (methods.get(name) !== count) return false;
  return true;
}

function push(map: Map<number, number[]>, key: number, item: number): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}

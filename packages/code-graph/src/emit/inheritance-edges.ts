import {
  baseField,
  baseRelations,
  baseStride,
  classField,
  classFlags,
  classStride,
  definitionField,
  definitionStride,
  memberField,
  memberStride,
} from '../facts/facts.ts';
import type { Program } from '../link/program.ts';
import type { Solution } from '../link/solution.ts';
import { indexOf, kindOf, valueKinds } from '../link/values.ts';
import type { EdgeTable } from './edges.ts';
import type { ProgramKeys } from './nodes.ts';

/** Adds what extends, implements and overrides what. */
export function addInheritance(solution: Solution, keys: ProgramKeys, edges: EdgeTable): void {
  addBases(solution, keys, edges);
  addImplementations(solution, keys, edges);
  addOverrides(solution, keys, edges);
}

/** Definitions of the classes that implementations belong to. */
function findLenders({ program, graph }: Solution): ReadonlyMap<number, number> {
  const lenders = new Map<number, number>();
  for (let at = 0; at < program.bases.length; at += baseStride) {
    if (program.bases[at + baseField.relation] !== baseRelations.lends) continue;
    const cls = program.bases[at + baseField.class]!;
    const definition = program.classes[cls * classStride + classField.definition]!;
    for (const held of graph.values(program.bases[at + baseField.slot]!)) {
      if (kindOf(held) !== valueKinds.classExact) continue;
      const flags = program.classes[indexOf(held) * classStride + classField.flags]!;
      if ((flags & classFlags.implementation) !== 0) lenders.set(indexOf(held), definition);
    }
  }
  return lenders;
}

function addBases(solution: Solution, keys: ProgramKeys, edges: EdgeTable): void {
  const { program, graph } = solution;
  const lenders = findLenders(solution);
  for (let row = 0; row < program.totals.bases; row++) {
    const at = row * baseStride;
    const cls = program.bases[at + baseField.class]!;
    const definition = lenders.get(cls) ?? program.classes[cls * classStride + classField.definition]!;
    if (definition === -1) continue;
    const from = ['Definition', keys.definitions[definition]!] as const;
    const extending: readonly number[] = [
      baseRelations.extends,
      baseRelations.includes,
      baseRelations.prepends,
      baseRelations.extendsClass,
    ];
    const relation = program.bases[at + baseField.relation]!;
    if (relation === baseRelations.passesToClass || relation === baseRelations.lends) continue;
    const label = extending.includes(relation) ? 'EXTENDS' : 'IMPLEMENTS';
    const slot = program.bases[at + baseField.slot]!;
    for (const held of slot === -1 ? [] : graph.values(slot)) {
      const to = baseNode(program.classes, keys, held);
      if (to !== undefined) edges.add(label, from, to, program.bases[at + baseField.line]!);
    }
  }
}

/** Interfaces that a class implements by its shape alone, and the methods it does so with. */
function addImplementations(solution: Solution, keys: ProgramKeys, edges: EdgeTable): void {
  const { program, hierarchy } = solution;
  const classDefinition = (cls: number) => program.classes[cls * classStride + classField.definition]!;
  const add = joiner(program, keys, edges);
  const overriding = new Set<string>();
  for (let contract = 0; contract < program.totals.classes; contract++) {
    const to = classDefinition(contract);
    for (const cls of to === -1 ? [] : hierarchy.implementers(contract)) {
      const from = classDefinition(cls);
      if (from !== -1) add('IMPLEMENTS', from, to);
      for (const [method, wanted] of implementedMethods(solution, contract, cls)) {
        const pair = `${String(method)} ${String(wanted)}`;
        if (!overriding.has(pair)) add('OVERRIDES', method, wanted);
        overriding.add(pair);
      }
    }
  }
}

/** Definitions of a class's methods with those of the interface that they stand for. */
function* implementedMethods(
  { program, hierarchy, members }: Solution,
  contract: number,
  cls: number,
): Generator<[number, number]> {
  const definitionOf = (rows: readonly number[] | undefined) =>
    rows === undefined ? -1 : program.members[rows[0]! * memberStride + memberField.definition]!;
  for (const name of members.namesOf(contract)) {
    const wanted = definitionOf(members.onInstance(contract, name));
    const holder = hierarchy.order(cls).find((at) => members.onInstance(at, name) !== undefined);
    const method = holder === undefined ? -1 : definitionOf(members.onInstance(holder, name));
    if (wanted !== -1 && method !== -1 && method !== wanted) yield [method, wanted];
  }
}

/** Adds an edge between two definitions, at the line of the first one's name. */
function joiner(program: Program, keys: ProgramKeys, edges: EdgeTable) {
  return (label: 'IMPLEMENTS' | 'OVERRIDES', from: number, to: number) =>
    edges.add(
      label,
      ['Definition', keys.definitions[from]!],
      ['Definition', keys.definitions[to]!],
      program.definitions[from * definitionStride + definitionField.nameLine]!,
    );
}

function baseNode(classes: Int32Array, keys: ProgramKeys, held: number) {
  if (kindOf(held) === valueKinds.external) return ['ImportedSymbol', keys.imports[indexOf(held)]!] as const;
  if (kindOf(held) !== valueKinds.classExact) return undefined;
  const definition = classes[indexOf(held) * classStride + classField.definition]!;
  return definition === -1 ? undefined : (['Definition', keys.definitions[definition]!] as const);
}

/** A member overrides the nearest one of its name above its class. */
function addOverrides(
  { program, hierarchy, members, overloads }: Solution,
  keys: ProgramKeys,
  edges: EdgeTable,
): void {
  const add = joiner(program, keys, edges);
  for (let row = 0; row < program.totals.members; row++) {
    const at = row * memberStride;
    const definition = program.members[at + memberField.definition]!;
    if (definition === -1) continue;
    const [cls, name] = [program.members[at + memberField.class]!, program.members[at + memberField.name]!];
    for (const above of hierarchy.ancestors(cls)) {
      const rows = members.on(above, name);
      const overridden =
        overloads === null ? rows?.[0] : rows?.find((other) => overloads.overrides(row, other));
      if (overridden === undefined || members.isClosed(overridden)) continue;
      const target = program.members[overridden * memberStride + memberField.definition]!;
      if (target !== -1 && target !== definition) add('OVERRIDES', definition, target);
      break;
    }
  }
}

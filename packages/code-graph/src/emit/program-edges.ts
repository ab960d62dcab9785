import {
  baseField,
  baseRelations,
  baseStride,
  classField,
  classStride,
  definitionField,
  definitionStride,
  importField,
  importStride,
  memberField,
  memberStride,
} from '../facts/facts.ts';
import { SiteReader, type SiteTarget } from '../link/edges.ts';
import { confidences } from '../link/explanation.ts';
import type { Solution } from '../link/solver.ts';
import { indexOf, kindOf, valueKinds } from '../link/values.ts';
import type { EdgeTable } from './edges.ts';
import type { ProgramKeys } from './nodes.ts';

/** Files of one module that an import of it is joined to. */
const importedFilesMax = 64;

/** Counts of a file's sites, for its node. */
export interface SiteCounts {
  calls: number;
  unresolved: number;
  cut: number;
}

/** Adds all edges of a solved program. @returns counts of sites by file. */
export function addProgramEdges(solution: Solution, keys: ProgramKeys, edges: EdgeTable): SiteCounts[] {
  addDefines(solution, keys, edges);
  addImports(solution, keys, edges);
  addInheritance(solution, keys, edges);
  addImplementations(solution, keys, edges);
  addOverrides(solution, keys, edges);
  return addSites(solution, keys, edges);
}

function addDefines({ program }: Solution, keys: ProgramKeys, edges: EdgeTable): void {
  for (let row = 0; row < program.totals.definitions; row++) {
    if (program.standIn[row] !== row) continue;
    const parent = program.definitions[row * definitionStride + definitionField.parent]!;
    const { path } = program.files[program.fileOfDefinition[row]!]!;
    const from =
      parent === -1 ? (['File', path] as const) : (['Definition', keys.definitions[parent]!] as const);
    edges.add('DEFINES', from, ['Definition', keys.definitions[row]!]);
  }
}

function addImports({ program, exports }: Solution, keys: ProgramKeys, edges: EdgeTable): void {
  for (let row = 0; row < program.totals.imports; row++) {
    const { path } = program.files[program.fileOfImport[row]!]!;
    const line = program.imports[row * importStride + importField.line]!;
    const symbol = ['ImportedSymbol', keys.imports[row]!] as const;
    edges.add('IMPORTS', ['File', path], symbol, line);
    const target = exports.targetOfImport(row);
    const imported = target.module === -1 ? program.importedModule[row]! : target.module;
    if (target.definition !== -1) {
      edges.add('IMPORTS', symbol, ['Definition', keys.definitions[target.definition]!], line);
    } else if (imported !== -1) {
      const isFile = imported < program.files.length;
      for (const file of isFile ? [imported] : exports.filesOf(imported).slice(0, importedFilesMax)) {
        edges.add('IMPORTS', symbol, ['File', program.files[file]!.path], line);
      }
    }
  }
}

function addInheritance({ program, graph }: Solution, keys: ProgramKeys, edges: EdgeTable): void {
  for (let row = 0; row < program.totals.bases; row++) {
    const at = row * baseStride;
    const cls = program.bases[at + baseField.class]!;
    const definition = program.classes[cls * classStride + classField.definition]!;
    if (definition === -1) continue;
    const from = ['Definition', keys.definitions[definition]!] as const;
    const extending: readonly number[] = [
      baseRelations.extends,
      baseRelations.includes,
      baseRelations.prepends,
      baseRelations.extendsClass,
    ];
    const relation = program.bases[at + baseField.relation]!;
    if (relation === baseRelations.passesToClass) continue;
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
  for (let contract = 0; contract < program.totals.classes; contract++) {
    const to = classDefinition(contract);
    for (const cls of to === -1 ? [] : hierarchy.implementers(contract)) {
      const from = classDefinition(cls);
      if (from === -1) continue;
      const line = program.definitions[from * definitionStride + definitionField.nameLine]!;
      edges.add(
        'IMPLEMENTS',
        ['Definition', keys.definitions[from]!],
        ['Definition', keys.definitions[to]!],
        line,
      );
    }
  }
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
  for (let row = 0; row < program.totals.members; row++) {
    const at = row * memberStride;
    const definition = program.members[at + memberField.definition]!;
    if (definition === -1) continue;
    const [cls, name] = [program.members[at + memberField.class]!, program.members[at + memberField.name]!];
    for (const above of hierarchy.order(cls).slice(1)) {
      const rows = members.on(above, name);
      const overridden =
        overloads === null ? rows?.[0] : rows?.find((other) => overloads.overrides(row, other));
      if (overridden === undefined || members.isClosed(overridden)) continue;
      const target = program.members[overridden * memberStride + memberField.definition]!;
      const line = program.definitions[definition * definitionStride + definitionField.nameLine]!;
      if (target !== -1 && target !== definition) {
        edges.add(
          'OVERRIDES',
          ['Definition', keys.definitions[definition]!],
          ['Definition', keys.definitions[target]!],
          line,
        );
      }
      break;
    }
  }
}

function addSites(solution: Solution, keys: ProgramKeys, edges: EdgeTable): SiteCounts[] {
  const { program } = solution;
  const reader = new SiteReader(solution);
  const counts = program.files.map(() => ({ calls: 0, unresolved: 0, cut: 0 }));
  const callbacks = groupCallbacks(solution);
  for (let site = 0; site < program.totals.sites; site++) {
    const file = program.fileOfSite[site]!;
    const owner = reader.owner(site);
    const from =
      owner === -1
        ? (['File', program.files[file]!.path] as const)
        : (['Definition', keys.definitions[owner]!] as const);
    const add = (label: 'CALLS' | 'REFERENCES', target: SiteTarget, access: readonly string[]) => {
      const to =
        target.definition === -1
          ? (['ImportedSymbol', keys.imports[target.external]!] as const)
          : (['Definition', keys.definitions[target.definition]!] as const);
      const { resolution } = target;
      edges.add(
        label,
        from,
        to,
        reader.line(site),
        reader.column(site),
        ...access,
        resolution,
        confidences[resolution],
      );
    };
    if (!reader.isCall(site)) {
      for (const target of reader.referenceTargets(site)) add('REFERENCES', target, [reader.access(site)]);
      continue;
    }
    const { targets, outcome } = reader.callTargets(site);
    count(counts[file]!, outcome);
    for (const target of targets) add('CALLS', target, []);
    for (const target of reader.calleeReferences(site, targets)) add('REFERENCES', target, ['read']);
    const direct = new Set(targets.map(({ definition }) => definition));
    for (const target of (callbacks.get(site) ?? []).flatMap((slot) => reader.callbackTargets(slot))) {
      if (direct.has(target.definition)) continue;
      direct.add(target.definition);
      add('CALLS', target, []);
    }
  }
  return counts;
}

function groupCallbacks({ callbacks }: Solution): Map<number, number[]> {
  const bySite = new Map<number, number[]>();
  for (const { site, slot } of callbacks) {
    const slots = bySite.get(site);
    if (slots === undefined) bySite.set(site, [slot]);
    else if (!slots.includes(slot)) slots.push(slot);
  }
  return bySite;
}

function count(counts: SiteCounts, outcome: string): void {
  counts.calls++;
  if (outcome === 'unresolved') counts.unresolved++;
  if (outcome === 'cut') counts.cut++;
}

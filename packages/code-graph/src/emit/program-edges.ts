import {
  classField,
  classStride,
  definitionField,
  definitionStride,
  importField,
  importStride,
} from '../facts/facts.ts';
import { SiteReader } from '../link/edges.ts';
import { confidences } from '../link/explanation.ts';
import type { SiteTarget } from '../link/site-targets.ts';
import type { Solution } from '../link/solution.ts';
import { indexOf, kindOf, valueKinds } from '../link/values.ts';
import type { EdgeTable } from './edges.ts';
import { addInheritance } from './inheritance-edges.ts';
import type { ProgramKeys } from './nodes.ts';

/** Files of one module that an import of it is joined to. */
const importedFilesMax = 64;

/** Counts of a file's sites, for its node. */
export interface SiteCounts {
  calls: number;
  unresolved: number;
  cut: number;
}

/** How many calls of each name have no target that is sure: an answer about a name can say so. */
export class UnresolvedNames {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    if (name !== '') this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

/** Adds all edges of a solved program. @returns counts of sites by file. */
export function addProgramEdges(
  solution: Solution,
  keys: ProgramKeys,
  edges: EdgeTable,
  unresolved = new UnresolvedNames(),
): SiteCounts[] {
  addDefines(solution, keys, edges);
  addImports(solution, keys, edges);
  addInheritance(solution, keys, edges);
  return addSites(solution, keys, edges, unresolved);
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

function addImports({ program, exports, graph }: Solution, keys: ProgramKeys, edges: EdgeTable): void {
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
    } else {
      const held = graph.values(program.imports[row * importStride + importField.slot]!);
      for (const definition of classesOf(program.classes, held))
        edges.add('IMPORTS', symbol, ['Definition', keys.definitions[definition]!], line);
    }
  }
}

/** What an import by name alone stands for, where the language looks names up: a module that is mixed in. */
function classesOf(classes: Int32Array, held: readonly number[]): number[] {
  return held
    .filter((value) => kindOf(value) === valueKinds.classExact)
    .map((value) => classes[indexOf(value) * classStride + classField.definition]!)
    .filter((definition) => definition !== -1);
}

function addSites(
  solution: Solution,
  keys: ProgramKeys,
  edges: EdgeTable,
  unresolved: UnresolvedNames,
): SiteCounts[] {
  const { program } = solution;
  const reader = new SiteReader(solution);
  const counts = program.files.map(() => ({ calls: 0, unresolved: 0, cut: 0 }));
  const callbacks = groupCallbacks(solution);
  const columns = siteColumns(edges);
  for (let site = 0; site < program.totals.sites; site++) {
    const file = program.fileOfSite[site]!;
    const owner = reader.owner(site);
    const from = owner === -1 ? program.files[file]!.path : keys.definitions[owner]!;
    const own = owner === -1 ? columns.File : columns.Definition;
    const [line, column] = [reader.line(site), reader.column(site)];
    const call = ({ definition, external, resolution }: SiteTarget) => {
      const isOurs = definition !== -1;
      const to = isOurs ? keys.definitions[definition]! : keys.imports[external]!;
      const table = isOurs ? own.CALLS.Definition : own.CALLS.ImportedSymbol;
      table.add(from, to, line, column, resolution, confidences[resolution]);
    };
    const refer = ({ definition, external, resolution }: SiteTarget, access: string) => {
      const isOurs = definition !== -1;
      const to = isOurs ? keys.definitions[definition]! : keys.imports[external]!;
      const table = isOurs ? own.REFERENCES.Definition : own.REFERENCES.ImportedSymbol;
      table.add(from, to, line, column, access, resolution, confidences[resolution]);
    };
    if (!reader.isCall(site)) {
      for (const target of reader.referenceTargets(site)) refer(target, reader.access(site));
      continue;
    }
    const { targets, outcome } = reader.callTargets(site);
    if (targets.length === 0 && reader.isImplied(site)) continue;
    count(counts[file]!, outcome);
    if (outcome === 'unresolved' || outcome === 'cut') unresolved.add(reader.name(site));
    for (const target of targets) call(target);
    for (const target of reader.calleeReferences(site, targets)) refer(target, 'read');
    for (const target of callbackTargets(reader, callbacks.get(site), targets)) call(target);
  }
  return counts;
}

/** What the library calls for a site, each once, without what the site calls itself. */
function callbackTargets(
  reader: SiteReader,
  slots: readonly number[] | undefined,
  targets: readonly SiteTarget[],
): SiteTarget[] {
  if (slots === undefined) return [];
  const known = new Set(targets.map(({ definition }) => definition));
  return slots
    .flatMap((slot) => reader.callbackTargets(slot))
    .filter(({ definition }) => !known.has(definition) && known.add(definition));
}

/** The tables of what sites say, looked up once. */
function siteColumns(edges: EdgeTable) {
  const to = (label: 'CALLS' | 'REFERENCES', from: 'File' | 'Definition') => ({
    Definition: edges.between(label, from, 'Definition'),
    ImportedSymbol: edges.between(label, from, 'ImportedSymbol'),
  });
  const from = (label: 'File' | 'Definition') => ({
    CALLS: to('CALLS', label),
    REFERENCES: to('REFERENCES', label),
  });
  return { File: from('File'), Definition: from('Definition') };
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

import type { EdgeLabel, EdgeRows, GraphRows, PropertyValue, Row } from '@gkg/ontology';
import { nameRows } from './name-rows.ts';
import { nodeTables } from './schema.ts';
import type { NodeTable } from './schema.ts';

/**
 * What makes one graph of another.
 *
 * Nodes are known by their keys. Edges have none, and several may be alike; they are compared by the node that
 * they leave: where any of its edges of a table changed, all of those are replaced. Both graphs have their rows in
 * the same deterministic order, so most of each table is an equal beginning and an equal end.
 */
export interface RowChanges {
  readonly nodes: readonly NodeChanges[];
  readonly edges: readonly EdgeChanges[];
  /** Rows by table, as they are afterwards. */
  readonly counts: Readonly<Record<string, number>>;
  /** How many rows the database is told of. */
  readonly size: number;
  /** How many rows the graph has afterwards. */
  readonly total: number;
}

export interface NodeChanges {
  readonly table: NodeTable;
  readonly removed: readonly PropertyValue[];
  readonly added: readonly Row[];
  /** Rows of known keys with other properties. */
  readonly changed: readonly Row[];
}

export interface EdgeChanges {
  readonly table: EdgeLabel | 'NAMES';
  readonly from: NodeTable;
  readonly to: NodeTable;
  /** Keys of the nodes of which all edges to `to` are removed. */
  readonly sources: readonly PropertyValue[];
  readonly added: readonly Row[];
}

/** Compares two graphs, whose rows may be read several times. */
export function compareRows(before: GraphRows, after: GraphRows): RowChanges {
  const [old, now] = [tablesOf(before), tablesOf(after)];
  const nodes = nodeTables.map((table) =>
    compareNodes(table, old.nodes.get(table) ?? [], now.nodes.get(table) ?? []),
  );
  const edges = [...new Set([...old.edges.keys(), ...now.edges.keys()])].map((key) =>
    compareEdges((now.edges.get(key) ?? old.edges.get(key))!, old.edges.get(key), now.edges.get(key)),
  );
  const counts: Record<string, number> = {};
  for (const [table, rows] of now.nodes) counts[table] = rows.length;
  for (const { table, rows } of now.edges.values()) counts[table] = (counts[table] ?? 0) + rows.length;
  const size =
    nodes.reduce((sum, each) => sum + each.removed.length + each.added.length + each.changed.length, 0) +
    edges.reduce((sum, each) => sum + each.sources.length + each.added.length, 0);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { nodes, edges, counts, size, total };
}

interface EdgeTable {
  readonly table: EdgeLabel | 'NAMES';
  readonly from: NodeTable;
  readonly to: NodeTable;
  readonly rows: readonly Row[];
}

interface Tables {
  readonly nodes: ReadonlyMap<NodeTable, readonly Row[]>;
  readonly edges: ReadonlyMap<string, EdgeTable>;
}

/** What a graph is compared as once as the later one, it is compared as again as the earlier one. */
const known = new WeakMap<GraphRows, Tables>();

function tablesOf(rows: GraphRows): Tables {
  const tables = known.get(rows) ?? listTables(rows);
  known.set(rows, tables);
  return tables;
}

function listTables(rows: GraphRows): Tables {
  const nodes = new Map<NodeTable, readonly Row[]>(rows.nodes.map((each) => [each.label, listOf(each.rows)]));
  const names = nameRows(nodes.get('Definition') ?? [], rows.unresolvedNames);
  nodes.set('Name', names.nodes);
  const edges = new Map(rows.edges.map((each) => [`${each.label} ${each.from} ${each.to}`, edgeTable(each)]));
  edges.set('NAMES', { table: 'NAMES', from: 'Name', to: 'Definition', rows: names.edges });
  return { nodes, edges };
}

function edgeTable({ label, from, to, rows }: EdgeRows): EdgeTable {
  return { table: label, from, to, rows: listOf(rows) };
}

function listOf(rows: Iterable<Row>): readonly Row[] {
  return Array.isArray(rows) ? (rows as readonly Row[]) : [...rows];
}

function compareNodes(table: NodeTable, before: readonly Row[], after: readonly Row[]): NodeChanges {
  const [old, now] = differingParts(before, after);
  const left = new Map(old.map((row) => [row[0]!, row]));
  const [added, changed]: [Row[], Row[]] = [[], []];
  for (const row of now) {
    const known = left.get(row[0]!);
    if (known === undefined) added.push(row);
    else if (!isSameRow(known, row)) changed.push(row);
    left.delete(row[0]!);
  }
  return { table, removed: [...left.keys()], added, changed };
}

function compareEdges(
  { table, from, to }: EdgeTable,
  before: EdgeTable | undefined,
  after: EdgeTable | undefined,
): EdgeChanges {
  const [all, allNow] = [before?.rows ?? [], after?.rows ?? []];
  const [old, now] = differingParts(all, allNow);
  const [oldBySource, nowBySource] = [bySource(old), bySource(now)];
  const sources = new Set<PropertyValue>();
  for (const [source, rows] of oldBySource)
    if (!isSameList(rows, nowBySource.get(source))) sources.add(source);
  for (const source of nowBySource.keys()) if (!oldBySource.has(source)) sources.add(source);
  // The edges of a source may stand in several places of a table, also outside of the differing part.
  const added = sources.size === 0 ? [] : allNow.filter((row) => sources.has(row[0]!));
  return { table, from, to, sources: [...sources], added };
}

/** What is left of two lists without their equal beginning and end. */
function differingParts(before: readonly Row[], after: readonly Row[]): [readonly Row[], readonly Row[]] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSameRow(before[start]!, after[start]!)) start++;
  let end = 0;
  while (end < shorter - start && isSameRow(before.at(-1 - end)!, after.at(-1 - end)!)) end++;
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

function bySource(rows: readonly Row[]): Map<PropertyValue, Row[]> {
  const found = new Map<PropertyValue, Row[]>();
  for (const row of rows) {
    const same = found.get(row[0]!);
    if (same === undefined) found.set(row[0]!, [row]);
    else same.push(row);
  }
  return found;
}

function isSameList(before: readonly Row[], after: readonly Row[] | undefined): boolean {
  return before.length === after?.length && before.every((row, at) => isSameRow(row, after[at]!));
}

function isSameRow(one: Row, other: Row): boolean {
  if (one === other) return true;
  for (let cell = 0; cell < one.length; cell++) if (one[cell] !== other[cell]) return false;
  return true;
}

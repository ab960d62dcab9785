import { edgeKinds, nodeKinds } from '@gkg/ontology';
import type { EdgeKind, EdgeLabel, NodeKind, NodeLabel } from '@gkg/ontology';

/**
 * The tables of a graph file: one for each kind of the ontology, and a look-up by name. The engine
 * indexes nothing but primary keys, so `(:Name {name})-[:NAMES]->(:Definition)` is what makes an
 * exact name a key look-up instead of a scan. A name also says how many calls of it are unresolved.
 */
export type NodeTable = NodeLabel | 'Name';

/** Rows from which a look-up by key is faster through an index than by a scan, by what a person notices. */
const indexRowsMin = 4000;

/** Tables that are asked by key. The others never get an index. */
const askedByKey: ReadonlySet<NodeTable> = new Set<NodeTable>(['Definition', 'File', 'Name']);

/**
 * Statements that create a node table for so many rows. A primary key's hash index takes 3 MB however
 * few rows it has, several times what a small repository's rows take; below some thousand rows a scan
 * is as fast (`docs/decisions/007-index-large-tables-only.md`).
 */
export function nodeTableStatements(table: NodeTable, rows: number): string[] {
  const isIndexed = askedByKey.has(table) && rows >= indexRowsMin;
  const create =
    table === 'Name'
      ? 'CREATE NODE TABLE Name(name STRING PRIMARY KEY, unresolved_calls INT64)'
      : nodeTable(table, nodeKinds[table]);
  return [`CALL enable_default_hash_index=${String(isIndexed)}`, create];
}

/** Statements that create the edge tables, when all node tables are there. */
export function edgeTableStatements(): string[] {
  return [
    ...edgeEntries().map(([label, kind]) => edgeTable(label, kind)),
    'CREATE REL TABLE NAMES(FROM Name TO Definition)',
  ];
}

export function isNodeTable(table: string): table is NodeTable {
  return table === 'Name' || Object.hasOwn(nodeKinds, table);
}

export const nodeTables: readonly NodeTable[] = [...(Object.keys(nodeKinds) as NodeLabel[]), 'Name'];

export function nodeEntries(): [NodeLabel, NodeKind][] {
  return Object.entries(nodeKinds) as [NodeLabel, NodeKind][];
}

export function edgeEntries(): [EdgeLabel, EdgeKind][] {
  return Object.entries(edgeKinds) as [EdgeLabel, EdgeKind][];
}

/** The name of the property that is the primary key of a node table. */
export function keyOf(label: NodeLabel): string {
  const [key] = Object.keys(nodeKinds[label].properties);
  if (key === undefined) throw new Error(`${label} has no property`);
  return key;
}

/** The position of a property in a node's rows. */
export function propertyIndex(label: NodeLabel, property: string): number {
  return Object.keys(nodeKinds[label].properties).indexOf(property);
}

function nodeTable(label: NodeLabel, kind: NodeKind): string {
  const columns = columnList(kind.properties);
  return `CREATE NODE TABLE ${label}(${columns.join(', ')}, PRIMARY KEY(${keyOf(label)}))`;
}

function edgeTable(label: EdgeLabel, kind: EdgeKind): string {
  const pairs = kind.pairs.map(([from, to]) => `FROM ${from} TO ${to}`);
  return `CREATE REL TABLE ${label}(${[...pairs, ...columnList(kind.properties)].join(', ')})`;
}

function columnList(properties: NodeKind['properties']): string[] {
  return Object.entries(properties).map(([name, type]) => `\`${name}\` ${type}`);
}

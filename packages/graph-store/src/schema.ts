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
  return [`CALL enable_default_hash_index=${String(isIndexed)}`, createNodeTable(table)];
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

/** The properties of a node table; the first is its key. */
export function propertiesOf(table: NodeTable): NodeKind['properties'] {
  return table === 'Name' ? { name: 'STRING', unresolved_calls: 'INT64' } : nodeKinds[table].properties;
}

/** The name of the property that is the primary key of a node table. */
export function keyOf(table: NodeTable): string {
  const [key] = Object.keys(propertiesOf(table));
  if (key === undefined) throw new Error(`${table} has no property`);
  return key;
}

/** The position of a property in a node's rows. */
export function propertyIndex(label: NodeLabel, property: string): number {
  return Object.keys(nodeKinds[label].properties).indexOf(property);
}

function createNodeTable(table: NodeTable): string {
  const columns = columnList(propertiesOf(table));
  return `CREATE NODE TABLE ${table}(${columns.join(', ')}, PRIMARY KEY(${keyOf(table)}))`;
}

function edgeTable(label: EdgeLabel, kind: EdgeKind): string {
  const pairs = kind.pairs.map(([from, to]) => `FROM ${from} TO ${to}`);
  return `CREATE REL TABLE ${label}(${[...pairs, ...columnList(kind.properties)].join(', ')})`;
}

function columnList(properties: NodeKind['properties']): string[] {
  return Object.entries(properties).map(([name, type]) => `\`${name}\` ${type}`);
}

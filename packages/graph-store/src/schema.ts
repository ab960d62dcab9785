import { edgeKinds, nodeKinds } from '@gkg/ontology';
import type { EdgeKind, EdgeLabel, NodeKind, NodeLabel } from '@gkg/ontology';

/**
 * The tables of a graph file: one for each kind of the ontology, and a look-up by name. The engine
 * indexes nothing but primary keys, so `(:Name {name})-[:NAMES]->(:Definition)` is what makes an
 * exact name a key look-up instead of a scan.
 */
export function schemaStatements(): string[] {
  return [
    ...nodeEntries().map(([label, kind]) => nodeTable(label, kind)),
    ...edgeEntries().map(([label, kind]) => edgeTable(label, kind)),
    'CREATE NODE TABLE Name(name STRING PRIMARY KEY)',
    'CREATE REL TABLE NAMES(FROM Name TO Definition)',
  ];
}

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

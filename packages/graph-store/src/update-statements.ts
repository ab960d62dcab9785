import { edgeKinds } from '@gkg/ontology';
import type { PropertyType, PropertyValue, Row } from '@gkg/ontology';
import type { EdgeChanges, NodeChanges, RowChanges } from './compare-rows.ts';
import { keyOf, propertiesOf } from './schema.ts';
import type { NodeTable } from './schema.ts';

/** One statement and the rows that it is run with, as `$rows`. */
export interface ChangeStep {
  readonly statement: string;
  readonly rows: readonly StatementRow[];
}

/** A cell under `c0`, `c1`, … */
type StatementRow = Readonly<Record<string, PropertyValue>>;

/** The changes as statements, in an order in which no edge ever lacks an end. */
export function changeSteps({ nodes, edges }: RowChanges): ChangeStep[] {
  return [
    ...edges.map(removeEdges),
    ...nodes.map(removeNodes),
    ...nodes.map(addNodes),
    ...nodes.map(changeNodes),
    ...edges.map(addEdges),
  ].filter(({ rows }) => rows.length > 0);
}

function removeEdges({ table, from, to, sources }: EdgeChanges): ChangeStep {
  return {
    statement: `${unwind(1)} MATCH (a:${from} {${keyOf(from)}: c0})-[e:${table}]->(:${to}) DELETE e`,
    rows: sources.map((key) => ({ c0: key })),
  };
}

function removeNodes({ table, removed }: NodeChanges): ChangeStep {
  return {
    statement: `${unwind(1)} MATCH (n:${table} {${keyOf(table)}: c0}) DELETE n`,
    rows: removed.map((key) => ({ c0: key })),
  };
}

function addNodes({ table, added }: NodeChanges): ChangeStep {
  const columns = columnsOf(table);
  const cells = columns.map(([name, type], at) => `\`${name}\`: ${cell(type, at)}`);
  return {
    statement: `${unwind(columns.length)} CREATE (:${table} {${cells.join(', ')}})`,
    rows: added.map((row) => statementRow(row, columns)),
  };
}

function changeNodes({ table, changed }: NodeChanges): ChangeStep {
  const columns = columnsOf(table);
  const sets = columns.slice(1).map(([name, type], at) => `n.\`${name}\` = ${cell(type, at + 1)}`);
  return {
    statement: `${unwind(columns.length)} MATCH (n:${table} {${keyOf(table)}: c0}) SET ${sets.join(', ')}`,
    rows: changed.map((row) => statementRow(row, columns)),
  };
}

/** The ends are looked up one after the other: asked for in one pattern, the engine joins all with all. */
function addEdges({ table, from, to, added }: EdgeChanges): ChangeStep {
  const properties: Column[] = table === 'NAMES' ? [] : Object.entries(edgeKinds[table].properties);
  const columns: Column[] = [['from', 'STRING'], ['to', 'STRING'], ...properties];
  const cells = properties.map(([name, type], at) => `\`${name}\`: ${cell(type, at + 2)}`);
  const others = columns.slice(1).map((_, at) => `c${at + 1}`);
  return {
    statement:
      `${unwind(columns.length)} MATCH (a:${from} {${keyOf(from)}: c0}) ` +
      `WITH a, ${others.join(', ')} MATCH (b:${to} {${keyOf(to)}: c1}) ` +
      `CREATE (a)-[:${table} {${cells.join(', ')}}]->(b)`,
    rows: added.map((row) => statementRow(row, columns)),
  };
}

type Column = [name: string, type: PropertyType];

/** A part of `r` is lost on its way through a second MATCH (LadybugDB 0.19.1); a value of its own is not. */
function unwind(columns: number): string {
  const cells = Array.from({ length: columns }, (_, at) => `r.c${at} AS c${at}`);
  return `UNWIND $rows AS r WITH ${cells.join(', ')}`;
}

/** A fraction goes as text: the engine takes the type of a list from its first value, and 1 is no DOUBLE. */
function cell(type: PropertyType, at: number): string {
  return type === 'DOUBLE' ? `CAST(c${at} AS DOUBLE)` : `c${at}`;
}

function statementRow(row: Row, columns: readonly Column[]): StatementRow {
  return Object.fromEntries(
    row.map((value, at) => [`c${at}`, columns[at]?.[1] === 'DOUBLE' ? String(value) : value]),
  );
}

function columnsOf(table: NodeTable): Column[] {
  return Object.entries(propertiesOf(table));
}

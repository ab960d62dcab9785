import { edgeKinds, nodeKinds } from '@gkg/ontology';
import type { EdgeLabel, NodeLabel } from '@gkg/ontology';
import type { Graph, QueryRow } from './graph.ts';
import { edgeEntries, keyOf, nodeEntries } from './schema.ts';

/** Nodes of which the rows, or the edges that leave them, are fetched by one query. */
const NODES_PER_PAGE = 5000;
const limits = { timeoutMs: 10 * 60_000, rowsMax: Number.MAX_SAFE_INTEGER };

/**
 * The graph as JSON lines, nodes before edges, each kind ordered by its keys: two graphs of the same
 * content give the same text. An edge that has a line also names the file that the line is in.
 */
export async function* exportGraph(graph: Graph, signal?: AbortSignal): AsyncGenerator<string> {
  const keys = new Map<NodeLabel, string[]>();
  for (const [label] of nodeEntries()) {
    keys.set(label, await keysOf(graph, label, signal));
    for await (const row of pages(graph, keys.get(label), nodeStatement(label), signal)) {
      yield JSON.stringify({ node: label, ...row });
    }
  }
  for (const [label, kind] of edgeEntries()) {
    for (const [from, to] of kind.pairs) {
      for await (const row of pages(graph, keys.get(from), edgeStatement(label, from, to), signal)) {
        yield JSON.stringify({ edge: label, ...row });
      }
    }
  }
}

async function keysOf(graph: Graph, label: NodeLabel, signal?: AbortSignal): Promise<string[]> {
  const statement = `MATCH (n:${label}) RETURN n.${keyOf(label)} AS key ORDER BY key`;
  const rows = await graph.query(statement, {}, limits, signal);
  return rows.map((row) => String(row['key']));
}

/** Runs a statement for one range of keys after the other, so that no single answer is unbounded. */
async function* pages(
  graph: Graph,
  keys: readonly string[] = [],
  statement: string,
  signal?: AbortSignal,
): AsyncGenerator<QueryRow> {
  for (let start = 0; start < keys.length; start += NODES_PER_PAGE) {
    const page = keys.slice(start, start + NODES_PER_PAGE);
    const range = { first: page[0] ?? '', last: page.at(-1) ?? '' };
    yield* await graph.query(statement, range, limits, signal);
  }
}

function nodeStatement(label: NodeLabel): string {
  const columns = Object.keys(nodeKinds[label].properties).map((name) => `n.\`${name}\` AS \`${name}\``);
  return `MATCH (n:${label}) ${inRange('n', label)} RETURN ${columns.join(', ')} ORDER BY ${keyOf(label)}`;
}

function edgeStatement(label: EdgeLabel, from: NodeLabel, to: NodeLabel): string {
  const properties = Object.keys(edgeKinds[label].properties);
  const file = properties.includes('line') ? [`a.${fileProperty(from)} AS file`] : [];
  const columns = [
    `a.${keyOf(from)} AS \`from\``,
    `b.${keyOf(to)} AS \`to\``,
    ...file,
    ...properties.map((name) => `e.\`${name}\` AS \`${name}\``),
  ];
  const order = ['from', 'to', ...properties].map((name) => `\`${name}\``);
  return (
    `MATCH (a:${from})-[e:${label}]->(b:${to}) ${inRange('a', from)} ` +
    `RETURN ${columns.join(', ')} ORDER BY ${order.join(', ')}`
  );
}

function inRange(variable: string, label: NodeLabel): string {
  const key = `${variable}.${keyOf(label)}`;
  return `WHERE ${key} >= $first AND ${key} <= $last`;
}

function fileProperty(label: NodeLabel): string {
  return 'file' in nodeKinds[label].properties ? 'file' : keyOf(label);
}

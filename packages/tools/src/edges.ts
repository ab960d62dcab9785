import { fileOf, nameWithinFile } from './definition-id.ts';
import { inTurn } from './in-turn.ts';
import type { ToolContext } from './tool.ts';

/**
 * The edges of a definition, for every tool that answers with them: two tools that read the same
 * edges cannot disagree about them.
 */
export interface Edge {
  /** The definition (or file, or imported symbol) at the other end. */
  readonly id: string;
  readonly file: string;
  /** Its name within that file; empty for code at module level. */
  readonly name: string;
  readonly relation: string;
  /** Where the site is: in the caller's file, whichever end this row names. */
  readonly line: number;
  readonly column: number | null;
  readonly resolution: string | null;
  readonly confidence: number | null;
  /** For what is not in this repository: where it is imported from, and its name there. */
  readonly external?: string;
}

export interface EdgeColumns {
  readonly other: string;
  readonly label: string;
  readonly access: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly resolution: string | null;
  readonly confidence: number | null;
  readonly import_path?: string | null;
  readonly symbol?: string | null;
}

export interface Direction {
  readonly count: string;
  readonly page: string;
}

const callProperties = `c.line AS line, c.\`column\` AS \`column\`, c.resolution AS resolution, c.confidence AS confidence`;
const order = `ORDER BY other, line, \`column\``;
const callFilter = `WHERE $dispatch OR c.resolution <> 'dispatch'`;
const callColumns = `'CALLS' AS label, NULL AS access, ${callProperties}`;

const callersOf = `MATCH (o:Definition:File)-[c:CALLS]->(d:Definition {id: $id}) ${callFilter}`;
const calleesOf = `MATCH (d:Definition {id: $id})-[c:CALLS]->(o:Definition:ImportedSymbol) ${callFilter}`;
const usesOf = `
  MATCH (o:Definition:File:ImportedSymbol)-[c:CALLS|REFERENCES|EXTENDS|IMPLEMENTS|OVERRIDES|IMPORTS]->(d:Definition {id: $id})`;

export const callers: Direction = {
  count: `${callersOf} RETURN 'call' AS relation, count(*) AS total`,
  page: `${callersOf} RETURN coalesce(o.id, o.path) AS other, ${callColumns} ${order} LIMIT $rows`,
};

export const callees: Direction = {
  count: `${calleesOf} RETURN 'call' AS relation, count(*) AS total`,
  page: `
    ${calleesOf}
    RETURN o.id AS other, o.import_path AS import_path, o.name AS symbol, ${callColumns}
    ORDER BY line, \`column\`, other LIMIT $rows`,
};

const relationCase = `
  CASE label(c)
    WHEN 'CALLS' THEN 'call' WHEN 'EXTENDS' THEN 'extend' WHEN 'IMPLEMENTS' THEN 'implement'
    WHEN 'OVERRIDES' THEN 'override' WHEN 'IMPORTS' THEN 'import' ELSE c.access END`;

export const uses: Direction = {
  count: `${usesOf} RETURN ${relationCase} AS relation, count(*) AS total`,
  page: `
    ${usesOf}
    WITH o, c, ${relationCase} AS relation
    WHERE size($relations) = 0 OR relation IN $relations
    RETURN CASE WHEN label(o) = 'ImportedSymbol' THEN o.file ELSE coalesce(o.id, o.path) END AS other, relation AS label, c.access AS access, ${callProperties}
    ${order} LIMIT $rows`,
};

export interface EdgePage {
  readonly rows: readonly Edge[];
  readonly total: number;
  readonly totals: Readonly<Record<string, number>>;
}

/** One page of the edges of several definitions that stand for one (a class and its constructor). */
export async function edgePage(
  context: ToolContext,
  direction: Direction,
  ids: readonly string[],
  filter: { readonly dispatch: boolean } | { readonly relations: readonly string[] },
): Promise<EdgePage> {
  const { dispatch, relations } = { dispatch: true, relations: [] as readonly string[], ...filter };
  const rows = context.offset + context.limit;
  const parts = await inTurn(ids, async (id) => {
    const page = await context.rows<EdgeColumns>(direction.page, { ...filter, id, rows });
    if (page.length < rows) return { counts: page.map(oneOf), page };
    const own = direction === uses ? { id } : { id, dispatch };
    return { counts: await context.rows<RelationCount>(direction.count, own), page };
  });
  const totals = sumCounts(
    parts.flatMap((part) => part.counts),
    relations,
  );
  const merged = parts.flatMap((part) => part.page.map(edgeOf));
  if (ids.length > 1) merged.sort(byPlace);
  return {
    rows: merged.slice(context.offset, rows),
    total: Object.values(totals).reduce((sum, count) => sum + count, 0),
    totals,
  };
}

interface RelationCount {
  readonly relation: string;
  readonly total: number;
}

function oneOf(row: EdgeColumns): RelationCount {
  return { relation: edgeOf(row).relation, total: 1 };
}

function sumCounts(counts: readonly RelationCount[], relations: readonly string[]) {
  const totals: Record<string, number> = {};
  for (const { relation, total } of counts) {
    if (relations.length > 0 && !relations.includes(relation)) continue;
    if (total > 0) totals[relation] = (totals[relation] ?? 0) + total;
  }
  return totals;
}

function edgeOf(row: EdgeColumns): Edge {
  return {
    id: row.other,
    file: fileOf(row.other),
    name: nameWithinFile(row.other),
    relation: row.label === 'CALLS' ? 'call' : row.label,
    line: row.line ?? 0,
    column: row.column,
    resolution: row.resolution,
    confidence: row.confidence,
    ...externalOf(row.import_path, row.symbol),
  };
}

export function externalOf(importPath: string | null | undefined, symbol: string | null | undefined) {
  if (importPath === null || importPath === undefined) return {};
  return { external: symbol ? `${importPath}: ${symbol}` : importPath };
}

function byPlace(a: Edge, b: Edge): number {
  return compareText(a.id, b.id) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const constructorsOf = `
  MATCH (:Definition {id: $id})-[:DEFINES]->(m:Definition) WHERE m.kind = 'constructor' RETURN m.id AS id ORDER BY id`;

const classLike = new Set(['class', 'struct', 'enum', 'interface', 'trait']);

/** A call of a class goes to its constructor where one is written, so uses of either are uses of the class. */
export async function standIns(
  context: ToolContext,
  definition: { id: string; kind: string },
): Promise<string[]> {
  if (!classLike.has(definition.kind)) return [definition.id];
  const constructors = await context.rows<{ id: string }>(constructorsOf, { id: definition.id });
  return [definition.id, ...constructors.map((row) => row.id)];
}

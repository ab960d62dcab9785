import { fileOf, nameWithinFile } from './definition-id.ts';
import { certainty, farEnd } from './edge-text.ts';
import { externalOf } from './edges.ts';
import { inTurn } from './in-turn.ts';
import type { Reach, Reached } from './reach.ts';
import type { RowText, ToolContext } from './tool.ts';

/** Something reached, and the edge of its last step: `id` and `via` are its two ends. */
export interface ReachedEdge extends Omit<Reached, 'label'> {
  readonly file: string;
  readonly name: string;
  readonly via: string;
  readonly relation: string;
  readonly line: number;
  readonly resolution: string | null;
  readonly confidence: number | null;
  readonly external?: string;
}

interface ImportColumns {
  readonly import_path: string;
  readonly name: string;
}

const importOf = `MATCH (i:ImportedSymbol {id: $id}) RETURN i.import_path AS import_path, i.name AS name`;

interface StepColumns {
  readonly other: string;
  readonly label: string;
  readonly access: string | null;
  readonly line: number;
  readonly resolution: string | null;
  readonly confidence: number | null;
}

const columns = `
  label(c) AS label, c.line AS line, c.resolution AS resolution, c.confidence AS confidence`;
const order = 'ORDER BY line, other';

const dependent = 'CALLS|REFERENCES|EXTENDS|IMPLEMENTS|OVERRIDES';
const access = 'c.access AS access';

export const stepsTo = {
  called: {
    definition: `MATCH (:Definition {id: $id})-[c:CALLS]->(t:Definition) RETURN t.id AS other, NULL AS access, ${columns} ${order}`,
    other: `MATCH (:File {path: $id})-[c:CALLS]->(t:Definition) RETURN t.id AS other, NULL AS access, ${columns} ${order}`,
  },
  caller: {
    definition: `MATCH (s:Definition)-[c:CALLS]->(:Definition {id: $id}) RETURN s.id AS other, NULL AS access, ${columns} ${order}`,
    other: `MATCH (s:Definition)-[c:CALLS]->(:ImportedSymbol {id: $id}) RETURN s.id AS other, NULL AS access, ${columns} ${order}`,
  },
  needed: {
    definition: `MATCH (:Definition {id: $id})-[c:${dependent}]->(t:Definition) RETURN t.id AS other, ${access}, ${columns} ${order}`,
    other: `MATCH (:File {path: $id})-[c:CALLS|REFERENCES]->(t:Definition) RETURN t.id AS other, ${access}, ${columns} ${order}`,
  },
} as const;

/** One page of what was reached, each with the first edge that leads one step back. */
export async function reachedPage(
  context: ToolContext,
  steps: (typeof stepsTo)[keyof typeof stepsTo],
  reach: Reach,
): Promise<ReachedEdge[]> {
  const page = reach.reached.slice(context.offset, context.offset + context.limit);
  return inTurn(page, async (row) => {
    const statement = row.label === 'Definition' ? steps.definition : steps.other;
    const edges = await context.rows<StepColumns>(statement, { id: row.id });
    const back = edges.filter((edge) => reach.depths.get(edge.other) === row.depth - 1);
    const symbol =
      row.label === 'ImportedSymbol' ? await context.rows<ImportColumns>(importOf, { id: row.id }) : [];
    return edgeRow(row, back.find((edge) => edge.resolution !== 'dispatch') ?? back[0], symbol[0]);
  });
}

function edgeRow(
  row: Reached,
  step: StepColumns | undefined,
  symbol: ImportColumns | undefined,
): ReachedEdge {
  return {
    depth: row.depth,
    id: row.id,
    file: fileOf(row.id),
    name: nameWithinFile(row.id),
    via: step?.other ?? '',
    relation: relationOf(step),
    line: step?.line ?? 0,
    resolution: step?.resolution ?? null,
    confidence: step?.confidence ?? null,
    ...externalOf(symbol?.import_path, symbol?.name),
  };
}

function relationOf(step: StepColumns | undefined): string {
  if (step === undefined) return '';
  const relations: Record<string, string> = {
    CALLS: 'call',
    EXTENDS: 'extend',
    IMPLEMENTS: 'implement',
    OVERRIDES: 'override',
  };
  return relations[step.label] ?? step.access ?? 'reference';
}

export const reachedText: RowText<ReachedEdge> = {
  heading: (row) => `depth ${row.depth}, ${row.file}`,
  line: (row) => `  ${row.line}: ${row.name || '(module level)'} ${verb(row)} ${row.via}${certainty(row)}`,
};

/** Callees: the far end is what is called, and the line is in the file of what calls it. */
export const calledText: RowText<ReachedEdge> = {
  heading: (row) => `depth ${row.depth}`,
  line: (row) => `  ${farEnd(row)} called by ${row.via} line ${row.line}${certainty(row)}`,
};

function verb(row: ReachedEdge): string {
  const verbs: Record<string, string> = {
    call: 'calls',
    extend: 'extends',
    implement: 'implements',
    override: 'overrides',
    read: 'reads',
    write: 'writes',
    type: 'names as type',
    value: 'passes on',
  };
  return verbs[row.relation] ?? 'refers to';
}

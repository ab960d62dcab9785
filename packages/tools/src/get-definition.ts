import { z } from 'zod';
import { definitionArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted } from './completeness.ts';
import { standIns } from './edges.ts';
import { findDefinitions, notFound } from './find-definition.ts';
import { inTurn } from './in-turn.ts';
import { graphTool } from './tool.ts';
import type { ToolContext } from './tool.ts';

const DOCUMENTATION_MAX = 600;
const NAMES_MAX = 40;

const details = `
  UNWIND $ids AS id MATCH (d:Definition {id: id})
  RETURN d.id AS id, d.fqn AS fqn, d.kind AS kind, d.subkind AS subkind, d.file AS file,
    d.start_line AS start_line, d.end_line AS end_line, d.signature AS signature,
    d.documentation AS documentation, d.visibility AS visibility, d.exported AS exported
  ORDER BY id`;

const counts = `
  MATCH ()-[c:CALLS|REFERENCES|EXTENDS|IMPLEMENTS|OVERRIDES|IMPORTS]->(d:Definition {id: $id})
  RETURN label(c) AS label, count(*) AS total`;

const members = `
  MATCH (:Definition {id: $id})-[:DEFINES]->(m:Definition)
  RETURN m.name AS name, m.start_line AS line ORDER BY line, name LIMIT ${NAMES_MAX}`;

const supertypes = `
  MATCH (:Definition {id: $id})-[c:EXTENDS|IMPLEMENTS|OVERRIDES]->(t:Definition)
  RETURN label(c) AS label, t.id AS id ORDER BY label, id LIMIT ${NAMES_MAX}`;

const externalSupertypes = `
  MATCH (:Definition {id: $id})-[c:EXTENDS|IMPLEMENTS]->(t:ImportedSymbol)
  RETURN label(c) AS label, t.import_path AS import_path, t.name AS name ORDER BY name LIMIT ${NAMES_MAX}`;

interface Details {
  readonly id: string;
  readonly fqn: string;
  readonly kind: string;
  readonly subkind: string | null;
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly signature: string | null;
  readonly documentation: string | null;
  readonly visibility: string | null;
  readonly exported: boolean;
}

interface Row extends Details {
  readonly used?: Readonly<Record<string, number>>;
  readonly members?: readonly string[];
  readonly supertypes?: readonly string[];
  readonly overrides?: readonly string[];
}

export const getDefinition = graphTool({
  name: 'get_definition',
  title: 'Describe a definition',
  description: `Where something is defined and what it is: location, signature, documentation, supertypes, members, and how often it is used. Answers with every definition that the name may mean. For its source text use read_definitions.
Example: {"definition": "QuerySet.filter"}`,
  input: z.object({ definition: definitionArgument, file: fileOfDefinition, ...pageArguments(10, 50) }),
  text: { line: textOf },
  async run(context, args) {
    const all = await findDefinitions(context, args);
    if (all.length === 0) return notFound(context, args);
    const ids = all.slice(context.offset, context.offset + context.limit).map((found) => found.id);
    const rows = await context.rows<Details>(details, { ids });
    return {
      summary: `${counted(all.length, 'definition')} of ${JSON.stringify(args.definition)}.`,
      rows: await inTurn(rows, (row) => describe(context, row)),
      total: all.length,
    };
  },
});

const memberless = new Set(['function', 'method', 'constructor', 'constant', 'variable', 'property']);

async function describe(context: ToolContext, row: Details): Promise<Row> {
  const id = { id: row.id };
  const hasMembers = !memberless.has(row.kind);
  const [used, own, above, external] = await Promise.all([
    countUses(context, row),
    hasMembers ? context.rows<{ name: string }>(members, id) : [],
    context.rows<{ label: string; id: string }>(supertypes, id),
    hasMembers ? context.rows<{ import_path: string; name: string }>(externalSupertypes, id) : [],
  ]);
  const overridden = above.filter((edge) => edge.label === 'OVERRIDES').map((edge) => edge.id);
  const types = above.filter((edge) => edge.label !== 'OVERRIDES').map((edge) => edge.id);
  return {
    ...row,
    documentation: cut(row.documentation),
    used,
    ...(own.length === 0 ? {} : { members: own.map((member) => member.name) }),
    ...(types.length + external.length === 0
      ? {}
      : { supertypes: [...types, ...external.map((symbol) => `${symbol.import_path}: ${symbol.name}`)] }),
    ...(overridden.length === 0 ? {} : { overrides: overridden }),
  };
}

/** Uses of a class include those of its constructor, as everywhere. */
async function countUses(context: ToolContext, row: Details): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const id of await standIns(context, row)) {
    for (const { label, total } of await context.rows<{ label: string; total: number }>(counts, { id })) {
      totals[label.toLowerCase()] = (totals[label.toLowerCase()] ?? 0) + total;
    }
  }
  return totals;
}

function cut(documentation: string | null): string | null {
  if (documentation === null || documentation.length <= DOCUMENTATION_MAX) return documentation;
  return `${documentation.slice(0, DOCUMENTATION_MAX)}…`;
}

const usedWords: Record<string, readonly [one: string, many: string]> = {
  calls: ['call', 'calls'],
  references: ['reference', 'references'],
  imports: ['import', 'imports'],
  extends: ['subclass', 'subclasses'],
  implements: ['implementation', 'implementations'],
  overrides: ['override', 'overrides'],
};

function textOf(row: Row): string {
  const used = Object.entries(row.used ?? {}).map(([label, total]) =>
    counted(total, ...(usedWords[label] ?? ([label, label] as const))),
  );
  return [
    row.id,
    `  ${[row.kind, row.subkind, row.visibility, row.exported ? 'exported' : ''].filter(Boolean).join(', ')}, ${row.file}:${row.start_line}-${row.end_line}`,
    `  fqn: ${row.fqn}`,
    ...(row.signature ? [indented(row.signature, '  ')] : []),
    ...(row.documentation ? [indented(row.documentation, '    ')] : []),
    ...(row.supertypes ? [`  supertypes: ${row.supertypes.join(', ')}`] : []),
    ...(row.overrides ? [`  overrides: ${row.overrides.join(', ')}`] : []),
    ...(row.members ? [`  members: ${row.members.join(', ')}`] : []),
    `  used by: ${used.length === 0 ? 'nothing found' : used.join(', ')}`,
  ].join('\n');
}

function indented(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');
}

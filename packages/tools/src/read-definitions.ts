import { z } from 'zod';
import { definitionArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted } from './completeness.ts';
import { charactersFor } from './fit.ts';
import { findDefinitions } from './find-definition.ts';
import { inTurn } from './in-turn.ts';
import { graphTool } from './tool.ts';
import type { ToolContext } from './tool.ts';

const ADDRESSES_MAX = 20;

const places = `
  UNWIND $ids AS id MATCH (d:Definition {id: id})
  RETURN d.id AS id, d.kind AS kind, d.file AS file, d.start_line AS start_line, d.end_line AS end_line,
    d.signature AS signature`;

interface Place {
  readonly id: string;
  readonly kind: string;
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly signature: string | null;
}

interface Row extends Place {
  /** Absent when the source is not at hand. */
  readonly source?: string;
  readonly first_line?: number;
  readonly last_line?: number;
}

export const readDefinitions = graphTool({
  name: 'read_definitions',
  title: 'Read the source of definitions',
  description: `The source text of one or more definitions, without the rest of their files. Use after search_definitions or callers, with the ids they gave, instead of opening whole files. Where the source is not at hand, location and signature are given.
Example: {"definitions": ["django/db/models/query.py::QuerySet.filter", "QuerySet._clone"]}`,
  input: z.object({
    definitions: z
      .array(definitionArgument)
      .min(1)
      .max(ADDRESSES_MAX)
      .describe(`1 to ${ADDRESSES_MAX} definitions: ids, fqns, suffixes such as \`Class.method\`, or names.`),
    file: fileOfDefinition,
    context_lines: z
      .int()
      .min(0)
      .max(50)
      .default(0)
      .describe('Lines to show before and after each, 0 to 50. Default: 0.'),
    max_lines: z
      .int()
      .min(1)
      .max(5000)
      .default(150)
      .describe('Most lines of one definition, 1 to 5000; what is left out is said. Default: 150.'),
    ...pageArguments(10, 50),
  }),
  text: { line: textOf },
  async run(context, args) {
    const found = await inTurn(args.definitions, (definition) =>
      findDefinitions(context, { definition, file: args.file }),
    );
    const missing = args.definitions.filter((_, index) => found[index]?.length === 0);
    const ids = [...new Set(found.flat().map((definition) => definition.id))];
    const page = ids.slice(context.offset, context.offset + context.limit);
    const rows = await context.rows<Place>(places, { ids: page });
    rows.sort((a, b) => page.indexOf(a.id) - page.indexOf(b.id));
    return {
      status: ids.length === 0 ? 'not_found' : 'ok',
      summary: `${counted(ids.length, 'definition')} found${missing.length === 0 ? '' : `, ${missing.length} not`}.`,
      facts: missing.length === 0 ? {} : { not_found: missing },
      rows: await inTurn(rows, (row) => withSource(context, row, args)),
      total: ids.length,
    };
  },
});

interface Extent {
  readonly context_lines: number;
  readonly max_lines: number;
  readonly max_tokens: number;
}

async function withSource(context: ToolContext, place: Place, extent: Extent): Promise<Row> {
  const lines = (await context.source?.read(place.file))?.split(/\r?\n/);
  if (lines === undefined || lines.length < place.end_line) return place;
  const first = Math.max(1, place.start_line - extent.context_lines);
  const wanted = Math.min(lines.length, place.end_line + extent.context_lines);
  const shown = fittingLines(lines.slice(first - 1, Math.min(wanted, first + extent.max_lines - 1)), extent);
  return { ...place, first_line: first, last_line: first + shown.length - 1, source: shown.join('\n') };
}

/** One definition is never longer than the answer may be; its first line is always there. */
function fittingLines(lines: readonly string[], { max_tokens }: Extent): readonly string[] {
  let left = charactersFor(max_tokens);
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return end === -1 ? lines : lines.slice(0, Math.max(1, end));
}

function textOf(row: Row): string {
  const head = `${row.id}  (${row.kind}, ${row.file}:${row.start_line}-${row.end_line})`;
  if (row.source === undefined) return `${head}\n  ${row.signature ?? ''}\n  (source not at hand)`;
  const left = row.end_line - (row.last_line ?? row.end_line);
  return [
    head,
    row.source,
    ...(left > 0 ? [`(${counted(left, 'line')} left out; raise max_lines or max_tokens)`] : []),
    '',
  ].join('\n');
}

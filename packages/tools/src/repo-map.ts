import { z } from 'zod';
import { pageArguments, pathArgument } from './arguments.ts';
import { counted } from './completeness.ts';
import { fileOf, nameWithinFile, ownerOf } from './definition-id.ts';
import { compareText } from './edges.ts';
import { trimSlashes } from './path-argument.ts';
import { graphTool } from './tool.ts';
import type { ToolContext } from './tool.ts';

const inPath = (file: string) => `($path = '' OR ${file} = $path OR ${file} STARTS WITH $path_start)`;

const files = `
  MATCH (f:File) WHERE coalesce(f.skip_reason, '') = '' AND ${inPath('f.path')}
  RETURN f.path AS file, f.line_count AS lines`;

const usesByFile = `
  MATCH (d:Definition)<-[:CALLS|REFERENCES]-() WHERE ${inPath('d.file')}
  RETURN d.file AS file, count(*) AS uses`;

/** Of all files of a page at once: one statement for each took ten times as long. */
const definitionsOf = `
  MATCH (d:Definition)
  WHERE d.file IN $files
    AND d.kind IN ['class', 'interface', 'struct', 'trait', 'enum', 'function', 'method', 'type_alias', 'macro',
      'constructor']
  RETURN d.id AS id, d.kind AS kind, d.start_line AS line,
    COUNT { MATCH (d)<-[:CALLS|REFERENCES]-() } AS uses`;

interface MappedDefinition {
  readonly id: string;
  readonly kind: string;
  readonly line: number;
  readonly uses: number;
}

interface Row {
  readonly file: string;
  readonly lines: number;
  readonly uses: number;
  readonly definitions: readonly MappedDefinition[];
  readonly definitions_left_out: number;
}

export const repoMap = graphTool({
  name: 'repo_map',
  title: 'Map of the repository',
  description: `The most used files of a repository or directory, each with its most used definitions. The way to get to know an unknown code base in one call: ask it first, then narrow with \`path\`. To find something by name use search_definitions.
Example: {"path": "src", "max_tokens": 2000}`,
  input: z.object({
    path: pathArgument,
    definitions_per_file: z
      .int()
      .min(0)
      .max(100)
      .default(8)
      .describe('Most definitions to show of a file, 0 to 100. Default: 8.'),
    ...pageArguments(30, 200),
  }),
  text: { line: textOf },
  async run(context, args) {
    const path = trimSlashes(args.path);
    const place = { path, path_start: `${path}/` };
    const [all, counts] = await Promise.all([
      context.rows<{ file: string; lines: number }>(files, place),
      context.rows<{ file: string; uses: number }>(usesByFile, place),
    ]);
    const uses = new Map(counts.map((row) => [row.file, row.uses]));
    const ranked = all
      .map((row) => ({ ...row, uses: uses.get(row.file) ?? 0 }))
      .sort((a, b) => b.uses - a.uses || compareText(a.file, b.file));
    const page = ranked.slice(context.offset, context.offset + context.limit);
    const definitions = await definitionsByFile(context, page);
    return {
      summary: `${counted(ranked.length, 'parsed file')}${path === '' ? '' : ` in ${path}`}, most used first.`,
      rows: page.map((file) => mapFile(file, definitions.get(file.file) ?? [], args.definitions_per_file)),
      total: ranked.length,
    };
  },
});

type MappedFile = Pick<Row, 'file' | 'lines' | 'uses'>;

async function definitionsByFile(
  context: ToolContext,
  page: readonly MappedFile[],
): Promise<Map<string, MappedDefinition[]>> {
  if (page.length === 0) return new Map();
  const files = page.map(({ file }) => file);
  const rows = await context.rows<MappedDefinition>(definitionsOf, { files });
  return Map.groupBy(withConstructors(rows).filter(isOutline), ({ id }) => fileOf(id));
}

/** Uses of a class include those of its constructor, as everywhere. */
function withConstructors(rows: readonly MappedDefinition[]): MappedDefinition[] {
  const made = new Map<string, number>();
  for (const { id, kind, uses } of rows) {
    if (kind === 'constructor') made.set(ownerOf(id), (made.get(ownerOf(id)) ?? 0) + uses);
  }
  return rows
    .filter(({ kind }) => kind !== 'constructor')
    .map((row) => ({ ...row, uses: row.uses + (made.get(row.id) ?? 0) }));
}

/** At the top of its file or one step below: what is nested deeper is detail. */
function isOutline({ id }: MappedDefinition): boolean {
  return (
    nameWithinFile(id)
      .replace(/\[[^\]]*\]$/, '')
      .split('.').length <= 2
  );
}

function mapFile(file: MappedFile, definitions: readonly MappedDefinition[], most: number): Row {
  const ranked = definitions.toSorted(
    (a, b) => b.uses - a.uses || a.line - b.line || compareText(a.id, b.id),
  );
  const shown = ranked.slice(0, most).sort((a, b) => a.line - b.line || compareText(a.id, b.id));
  return { ...file, definitions: shown, definitions_left_out: ranked.length - shown.length };
}

function textOf(row: Row): string {
  const left = row.definitions_left_out;
  return [
    `${row.file} (${counted(row.lines, 'line')}, used ${counted(row.uses, 'time')})`,
    ...row.definitions.map((definition) => `  ${definition.line}: ${head(definition)}  ×${definition.uses}`),
    ...(left > 0 ? [`  … ${left} more`] : []),
  ].join('\n');
}

function head(definition: MappedDefinition): string {
  return `${definition.kind} ${nameWithinFile(definition.id)}`;
}

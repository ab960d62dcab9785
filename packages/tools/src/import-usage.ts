import { z } from 'zod';
import { pageArguments, pathArgument, text } from './arguments.ts';
import { counted } from './completeness.ts';
import { graphTool } from './tool.ts';
import type { ToolContext } from './tool.ts';
import { trimSlashes } from './path-argument.ts';

const matching = `
  MATCH (i:ImportedSymbol)
  WHERE ($module = '' OR i.import_path = $module OR i.import_path STARTS WITH $module_dot
      OR i.import_path STARTS WITH $module_slash)
    AND ($name = '' OR i.name = $name OR i.alias = $name)
    AND ($path = '' OR i.file = $path OR i.file STARTS WITH $path_start)`;

const count = `${matching} RETURN count(*) AS total, count(DISTINCT i.file) AS files`;

const page = `
  ${matching}
  RETURN i.id AS id, i.file AS file, i.line AS line, i.import_path AS import_path, i.name AS name,
    i.alias AS alias, i.kind AS kind
  ORDER BY file, line, name, id SKIP $skip LIMIT $limit`;

/** Of all imports of a page at once: one statement for each took six times as long. */
const targets = `
  MATCH (i:ImportedSymbol)-[:IMPORTS]->(t:Definition:File) WHERE i.id IN $ids
  RETURN i.id AS id, min(coalesce(t.id, t.path)) AS target`;

const uses = `
  MATCH (i:ImportedSymbol)<-[:CALLS|REFERENCES]-() WHERE i.id IN $ids RETURN i.id AS id, count(*) AS total`;

/** What manifests ask for the module as a package, or a package it is a part of. */
const declared = `
  MATCH (d:Dependency)
  WHERE d.name = $module OR $module STARTS WITH concat(d.name, '/') OR $module STARTS WITH concat(d.name, '.')
  RETURN d.name AS name, d.requirement AS requirement, d.manifest AS manifest
  ORDER BY name, manifest, requirement LIMIT 20`;

interface Import {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly import_path: string;
  readonly name: string | null;
  readonly alias: string | null;
  readonly kind: string;
}

interface Row extends Omit<Import, 'id'> {
  /** The definition or file it stands for; null when that is outside of this repository. */
  readonly target: string | null;
  /** Of an outside symbol: how often this file calls it or refers to it. */
  readonly uses?: number;
}

export const importUsage = graphTool({
  name: 'import_usage',
  title: 'Who imports a module or a package',
  description: `Which files import a module, a package or one of its names, and what each import stands for. Use for "who depends on this package", before replacing a dependency, or for things that are not in this repository. For uses of a definition of this repository prefer get_references.
Example: {"module": "django.db.models", "name": "Q"}`,
  input: z.object({
    module: text
      .default('')
      .describe(
        'Import path as written, such as `react` or `django.db`; what lies below it counts too. Default: any.',
      ),
    name: text.default('').describe('Imported name or its local alias, whole. Default: any.'),
    path: pathArgument,
    ...pageArguments(50),
  }),
  text: { heading: (row: Row) => row.file, line: textOf },
  async run(context, args) {
    const path = trimSlashes(args.path);
    const parameters = {
      module: args.module,
      module_dot: `${args.module}.`,
      module_slash: `${args.module}/`,
      name: args.name,
      path,
      path_start: `${path}/`,
      skip: context.offset,
      limit: context.limit,
    };
    const [packages, [totals], imports] = await Promise.all([
      args.module === '' ? [] : context.rows<object>(declared, { module: args.module }),
      context.rows<{ total: number; files: number }>(count, parameters),
      context.rows<Import>(page, parameters),
    ]);
    const rows = await describe(context, imports);
    const total = totals?.total ?? 0;
    return {
      summary: `${counted(total, 'import')} in ${counted(totals?.files ?? 0, 'file')}.`,
      facts: packages.length === 0 ? {} : { declared: packages },
      rows,
      total,
    };
  },
});

async function describe(context: ToolContext, imports: readonly Import[]): Promise<Row[]> {
  const found = await askOf<{ id: string; target: string }>(context, targets, imports);
  const targetOf = new Map(found.map(({ id, target }) => [id, target]));
  const outside = imports.filter(({ id }) => !targetOf.has(id));
  const used = await askOf<{ id: string; total: number }>(context, uses, outside);
  const usesOf = new Map(used.map(({ id, total }) => [id, total]));
  return imports.map(({ id, ...row }) => {
    const target = targetOf.get(id);
    return target === undefined ? { ...row, target: null, uses: usesOf.get(id) ?? 0 } : { ...row, target };
  });
}

async function askOf<Found extends object>(
  context: ToolContext,
  statement: string,
  imports: readonly Import[],
): Promise<Found[]> {
  const ids = imports.map(({ id }) => id);
  return ids.length === 0 ? [] : context.rows<Found>(statement, { ids });
}

function textOf(row: Row): string {
  const alias = row.alias && row.alias !== row.name ? ` as ${row.alias}` : '';
  const meaning = row.target === null ? `outside, used ${counted(row.uses ?? 0, 'time')}` : row.target;
  return `  ${row.line}: ${[row.kind, row.name].filter(Boolean).join(' ')}${alias} from ${row.import_path} → ${meaning}`;
}

import { z } from 'zod';
import { kindsArgument, pageArguments, pathArgument, text } from './arguments.ts';
import { counted } from './completeness.ts';
import { fileOf, nameWithinFile } from './definition-id.ts';
import { trimSlashes } from './path-argument.ts';
import { totalOf } from './page-total.ts';
import { graphTool } from './tool.ts';
import type { ToolAnswer, ToolContext } from './tool.ts';

interface Match {
  readonly id: string;
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly signature: string | null;
}

const filter = `
  (size($kinds) = 0 OR d.kind IN $kinds)
    AND ($path = '' OR d.file = $path OR d.file STARTS WITH $path_start)
    AND ($owner = '' OR lower(d.fqn) CONTAINS $owner_part)`;

const named = `MATCH (n:Name {name: $name})-[:NAMES]->(d:Definition)`;
const exact = `${named} WHERE ${filter}`;
/** The name before the other conditions, and no way over `Name`: a third of the time. */
const containing = `MATCH (d:Definition) WHERE lower(d.name) CONTAINS $lower AND ${filter}`;

const listing = `MATCH (d:Definition) WHERE ${filter}`;

/** What is called so in any case, then what begins so. */
const rank = `
  CASE WHEN lower(d.name) = $lower THEN 0 WHEN lower(d.name) STARTS WITH $lower THEN 1 ELSE 2 END`;
/** Of equal names the one that stands by itself comes first, then the one in the case that was asked for. */
const kindRank = `
  CASE WHEN d.kind IN ['class', 'interface', 'struct', 'trait', 'enum', 'function', 'type_alias'] THEN 0
    WHEN d.kind IN ['property', 'variable', 'enum_member'] THEN 2 ELSE 1 END`;
const caseRank = `CASE WHEN d.name = $name THEN 0 ELSE 1 END`;
const columns = `d.id AS id, d.kind AS kind, d.start_line AS line, d.signature AS signature`;

/**
 * Of a name that a thousand definitions have, every column that is asked of all of them costs as much as finding
 * them: without conditions only the ids are, and the rest of one page.
 */
const plain = {
  count: `${named} RETURN count(*) AS total`,
  ids: `${named} RETURN d.id AS id ORDER BY id SKIP $skip LIMIT $limit`,
  details: `UNWIND $ids AS id MATCH (d:Definition {id: id}) RETURN ${columns} ORDER BY id`,
} as const;

/** In one step: ordering before and after a WITH crashes engine 0.19.1. */
const statements = {
  exact: {
    count: `${exact} RETURN count(*) AS total`,
    page: `${exact} RETURN ${columns} ORDER BY id SKIP $skip LIMIT $limit`,
  },
  listing: {
    count: `${listing} RETURN count(*) AS total`,
    page: `${listing} RETURN ${columns}, d.file AS file ORDER BY file, line, id SKIP $skip LIMIT $limit`,
  },
  contains: {
    count: `${containing} RETURN count(*) AS total`,
    page: `
      ${containing}
      RETURN ${rank} AS rank, ${kindRank} AS kind_rank, ${caseRank} AS case_rank, d.name AS name, ${columns}
      ORDER BY rank, kind_rank, case_rank, size(name), name, id SKIP $skip LIMIT $limit`,
  },
} as const;

export const searchDefinitions = graphTool({
  name: 'search_definitions',
  title: 'Find definitions by name',
  description: `Finds classes, functions, methods, constants and so on by name or a part of it, best match first. The first thing to do when you know roughly how something is called. Give an empty name with \`path\` to list what a file or directory defines. Full text is not searched: this finds definitions, not mentions.
Example: {"name": "queryset", "kinds": ["class"], "path": "django/db"}`,
  input: z.object({
    name: text
      .default('')
      .describe(
        'Name or part of it, in any case; `Class.method` narrows to that class. Default: every name.',
      ),
    match: z
      .enum(['contains', 'exact'])
      .default('contains')
      .describe('`exact` is for the whole name in its own case. Default: contains.'),
    kinds: kindsArgument,
    path: pathArgument,
    ...pageArguments(20),
  }),
  text: {
    heading: (row: Match) => row.file,
    line: (row: Match) => `  ${row.line}: ${row.kind} ${nameWithinFile(row.id)}${signature(row)}`,
  },
  async run(context, args) {
    const { owner, name } = splitOwner(args.name.trim());
    const path = trimSlashes(args.path);
    const parameters = {
      name,
      lower: name.toLowerCase(),
      owner,
      owner_part: `${owner}.`.toLowerCase(),
      kinds: args.kinds,
      path,
      path_start: `${path}/`,
      skip: context.offset,
      limit: context.limit,
    };
    const isPlain = args.match === 'exact' && owner === '' && path === '' && args.kinds.length === 0;
    if (isPlain && name !== '') return namedExactly(context, name);
    const asked = name === '' ? statements.listing : statements[args.match];
    const rows = await context.rows<Match>(asked.page, parameters);
    const total = await totalOf(context, rows.length, asked.count, parameters);
    return found(rows, total);
  },
});

async function namedExactly(context: ToolContext, name: string): Promise<ToolAnswer> {
  const page = { name, skip: context.offset, limit: context.limit };
  const ids = (await context.rows<{ id: string }>(plain.ids, page)).map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await context.rows<Match>(plain.details, { ids });
  return found(rows, await totalOf(context, ids.length, plain.count, { name }));
}

function found(rows: readonly Match[], total: number): ToolAnswer {
  return { summary: `${counted(total, 'definition')} found.`, rows: rows.map(matchOf), total };
}

function matchOf(row: Match): Match {
  return { id: row.id, kind: row.kind, file: fileOf(row.id), line: row.line, signature: row.signature };
}

function signature(row: Match): string {
  return row.signature ? `  ${row.signature}` : '';
}

/** `Class.method` asks for a method of that class; a name alone has no owner. */
function splitOwner(asked: string): { owner: string; name: string } {
  const parts = asked.replaceAll('::', '.').split('.');
  const name = parts.pop() ?? '';
  return { owner: parts.at(-1) ?? '', name };
}

import { z } from 'zod';
import { kindsArgument, pageArguments, pathArgument } from './arguments.ts';
import { counted, repositoryReasons } from './completeness.ts';
import { trimSlashes } from './path-argument.ts';
import { graphTool } from './tool.ts';

const filter = `
  (size($kinds) = 0 OR d.kind IN $kinds) AND ($path = '' OR d.file = $path OR d.file STARTS WITH $path_start)`;

function statementsFor(relations: string) {
  return {
    page: `
      MATCH (d:Definition) WHERE ${filter}
      WITH d, COUNT { MATCH (d)<-[:${relations}]-() } AS uses
      WHERE uses > 0
      RETURN d.id AS id, d.kind AS kind, d.start_line AS line, uses
      ORDER BY uses DESC, id SKIP $skip LIMIT $limit`,
    count: `
      MATCH (d:Definition) WHERE ${filter} AND EXISTS { MATCH (d)<-[:${relations}]-() }
      RETURN count(*) AS total`,
  };
}

const statements = {
  calls: statementsFor('CALLS'),
  references: statementsFor('REFERENCES'),
  all: statementsFor('CALLS|REFERENCES'),
} as const;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly line: number;
  readonly uses: number;
}

export const mostUsedDefinitions = graphTool({
  name: 'most_used_definitions',
  title: 'What is used most',
  description: `The definitions with the most calls and references: the load-bearing parts of a repository or of one directory. Use to find what matters, or what is risky to change. For a map of files use repo_map.
Example: {"kinds": ["function", "method"], "path": "src", "by": "calls"}`,
  input: z.object({
    by: z
      .enum(['all', 'calls', 'references'])
      .default('all')
      .describe('What to count: calls, references (reads, writes, types, values) or all. Default: all.'),
    kinds: kindsArgument,
    path: pathArgument,
    ...pageArguments(20),
  }),
  text: { line: (row: Row) => `  ${row.uses}× ${row.kind} ${row.id} (line ${row.line})` },
  async run(context, args) {
    const path = trimSlashes(args.path);
    const place = { kinds: args.kinds, path, path_start: `${path}/` };
    const asked = statements[args.by];
    const [count, rows] = await Promise.all([
      context.rows<{ total: number }>(asked.count, place),
      context.rows<Row>(asked.page, { ...place, skip: context.offset, limit: context.limit }),
    ]);
    const total = count[0]?.total ?? 0;
    return {
      summary: `${counted(total, 'definition is', 'definitions are')} used; most used first.`,
      rows,
      total,
      reasons: repositoryReasons(context.manifest),
    };
  },
});

/**
 * What is asked: of each tool, thousands of different questions about definitions and files of the graph itself,
 * chosen by a rule and not by hand: spread evenly over all that have a caller, so that most are used a little
 * and a few a lot.
 */
import type { Graph } from '@gkg/graph-store';

export interface Question {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

interface Used {
  readonly id: string;
  readonly name: string;
  readonly file: string;
}

/** So many that hardly one is asked twice in a run: what is remembered must not make the figures. */
const questionsPerTool = 3000;

/** What a look-up is: a question about one definition or one file by its name. */
export const lookUps = [
  'get_definition',
  'callers',
  'callees',
  'get_references',
  'read_definitions',
  'search_definitions_exact',
] as const;

export async function questionsFor(graph: Graph): Promise<Map<string, Question[]>> {
  const used = await usedDefinitions(graph);
  const each = (tool: string, argumentsOf: (used: Used, other: Used) => object) =>
    [
      tool.replace(/_(exact|part)$/, ''),
      tool,
      used.map((one, at) => argumentsOf(one, used.at(-1 - at)!)),
    ] as const;
  const all = [
    each('get_definition', ({ id }) => ({ definition: id })),
    each('callers', ({ id }) => ({ definition: id })),
    each('callees', ({ id }) => ({ definition: id })),
    each('get_references', ({ id }) => ({ definition: id })),
    each('read_definitions', ({ id }) => ({ definitions: [id] })),
    each('search_definitions_exact', ({ name }) => ({ name, match: 'exact' })),
    each('search_definitions_part', ({ name }) => ({ name: name.slice(1) })),
    each('file_dependencies', ({ file }) => ({ file })),
    each('related_files', ({ file }) => ({ file })),
    each('impact', ({ id }) => ({ definition: id })),
    each('path_between', ({ id }, other) => ({ from: id, to: other.id })),
    each('import_usage', ({ name }) => ({ name })),
    each('repo_map', ({ file }) => ({ path: file.split('/').slice(0, -1).join('/') })),
    each('most_used_definitions', ({ file }) => ({ path: file.split('/').slice(0, 2).join('/') })),
    each('unused_definitions', ({ file }) => ({ path: file.split('/').slice(0, 2).join('/') })),
    each('repository_stats', () => ({})),
  ];
  return new Map(
    all.map(([tool, name, given]) => {
      const different = new Map(given.map((args) => [JSON.stringify(args), args]));
      return [name, [...different.values()].map((args) => ({ tool, arguments: { ...args } }))];
    }),
  );
}

async function usedDefinitions(graph: Graph): Promise<Used[]> {
  const rows = (await graph.query(`
    MATCH (d:Definition) WHERE EXISTS { MATCH (d)<-[:CALLS]-() }
    RETURN d.id AS id, d.name AS name, d.file AS file ORDER BY id`)) as unknown as Used[];
  const step = rows.length / questionsPerTool;
  return Array.from({ length: questionsPerTool }, (_, index) => rows[Math.floor(index * step)]!);
}

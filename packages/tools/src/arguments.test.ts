import { GkgError } from '@gkg/protocol';
import { expect, test } from 'vitest';
import { tools } from './catalogue.ts';
import { runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import { readTextArguments } from './text-arguments.ts';
import { findTool } from './catalogue.ts';

const untouched = { query: () => Promise.reject(new Error('the graph was asked')) };

async function failureOf(name: string, args: unknown): Promise<GkgError> {
  const thrown: unknown = await runTool(untouched, shopManifest, name, args).catch((error: unknown) => error);
  if (!(thrown instanceof GkgError)) throw new Error(`${name} did not refuse`, { cause: thrown });
  return thrown;
}

/** Of every tool: what is wrong, and what the message must say. */
const wrong: Record<string, [args: unknown, ...says: string[]][]> = {
  search_definitions: [
    [{ name: 7 }, '`name`', 'string'],
    [{ match: 'regex' }, '`match`', 'contains', 'exact'],
    [{ kinds: ['klass'] }, '`kinds.0`', 'class'],
    [{ name: 'x'.repeat(1001) }, '`name`', '1000'],
    [[], 'arguments'],
  ],
  get_definition: [
    [{}, '`definition`'],
    [{ definition: '' }, '`definition`'],
    [{ definition: 'a', limit: 51 }, '`limit`', '50'],
  ],
  read_definitions: [
    [{ definitions: [] }, '`definitions`', '1 to 20'],
    [{ definitions: ['a'], max_lines: 0 }, '`max_lines`', '5000'],
    [{ definitions: ['a'], context_lines: 51 }, '`context_lines`', '50'],
  ],
  callers: [
    [{ definition: 'a', depth: 7 }, '`depth`', '6'],
    [{ definition: 'a', depth: 1.5 }, '`depth`'],
    [{ definition: 'a', include_dispatch: 'yes' }, '`include_dispatch`', 'boolean'],
    [{ definition: 'a', query: 'b' }, '`query`', 'allowed are definition, file, depth'],
  ],
  callees: [
    [{ definition: null }, '`definition`'],
    [{ definition: 'a', depth: 0 }, '`depth`', '1'],
  ],
  get_references: [[{ definition: 'a', relations: ['uses'] }, '`relations.0`', 'override']],
  impact: [[{ definition: 'a', depth: '3' }, '`depth`', 'number']],
  path_between: [
    [{ from: 'a' }, '`to`'],
    [{ from: 'a', to: 'b', relations: 'all' }, '`relations`', 'calls'],
  ],
  repo_map: [[{ definitions_per_file: -1 }, '`definitions_per_file`', '0 to 100']],
  file_dependencies: [
    [{}, '`file`'],
    [{ file: 'a', direction: 'up' }, '`direction`', 'imported_by'],
  ],
  related_files: [[{ file: '' }, '`file`']],
  import_usage: [[{ module: ['a'] }, '`module`', 'string']],
  most_used_definitions: [[{ by: 'reads' }, '`by`', 'calls']],
  unused_definitions: [[{ include_exported: 1 }, '`include_exported`', 'boolean']],
  repository_stats: [
    [{ limit: 0 }, '`limit`', '1'],
    [{ max_tokens: 199 }, '`max_tokens`', '200'],
    [{ format: 'xml' }, '`format`', 'json'],
  ],
};

const cases = Object.entries(wrong).flatMap(([name, rows]) =>
  rows.map(([args, ...says]) => ({ name, args, says })),
);

test.each(cases)('$name refuses $args', async ({ name, args, says }) => {
  const failure = await failureOf(name, args);
  expect(failure.kind).toBe('invalid_arguments');
  for (const part of says) expect(failure.message).toContain(part);
});

test('every tool about a graph has wrong arguments in the table', () => {
  const names = tools.filter((tool) => tool.asks === 'graph').map((tool) => tool.name);
  expect(Object.keys(wrong).sort()).toEqual(names.sort());
});

test('an unknown tool lists those there are', async () => {
  const failure = await failureOf('grep', {});
  expect(failure.kind).toBe('unknown_tool');
  for (const tool of tools) expect(failure.message).toContain(tool.name);
});

test('there are the seventeen tools, and no argument is called query', () => {
  expect(tools).toHaveLength(17);
  expect(tools.flatMap((tool) => Object.keys(tool.input.shape))).not.toContain('query');
});

test.each(tools.map((tool) => [tool.name, tool] as const))(
  '%s describes itself and every argument',
  (_, tool) => {
    expect(tool.description).toMatch(/\nExample: \{.*\}$/);
    const missing = (tool.input.safeParse({}).error?.issues ?? []).map((issue) => issue.path[0]);
    for (const [name, field] of Object.entries(tool.input.shape)) {
      const { description } = field as { description?: string };
      expect(description, name).toMatch(missing.includes(name) ? /./ : /Default: /);
    }
    const example: unknown = JSON.parse(
      tool.description.slice(tool.description.lastIndexOf('Example: ') + 9),
    );
    expect(tool.input.strict().safeParse(example).success).toBe(true);
  },
);

test('words of a command line are read as the schema declares them', () => {
  const words = { definition: '12', depth: '2', include_dispatch: 'false', limit: 'many' };
  expect(readTextArguments(findTool('callers'), words)).toEqual({
    definition: '12',
    depth: 2,
    include_dispatch: false,
    limit: 'many',
  });
  expect(readTextArguments(findTool('search_definitions'), { kinds: 'class, function' })).toEqual({
    kinds: ['class', 'function'],
  });
});

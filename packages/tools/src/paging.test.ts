import { GkgError } from '@gkg/protocol';
import type { Manifest, QueryResponse } from '@gkg/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatText } from './format-text.ts';
import { openShop } from './open-shop.ts';
import { runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import type { ToolResult } from './tool.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const source = { read: () => Promise.resolve('a long line of source text\n'.repeat(60)) };

const questions: [string, Record<string, unknown>][] = [
  ['search_definitions', {}],
  ['search_definitions', { name: 'e' }],
  ['get_definition', { definition: 'addUser' }],
  ['read_definitions', { definitions: ['checkout', 'Model', 'Order', 'addUser'] }],
  ['callers', { definition: 'Order.save' }],
  ['callers', { definition: 'save' }],
  ['callers', { definition: 'Model.save', depth: 3 }],
  ['callees', { definition: 'checkout' }],
  ['callees', { definition: 'test_checkout', depth: 3 }],
  ['get_references', { definition: 'Order' }],
  ['impact', { definition: 'Model' }],
  ['path_between', { from: 'test_checkout', to: '_round' }],
  ['repo_map', {}],
  ['file_dependencies', { file: 'shop/views.py' }],
  ['related_files', { file: 'shop/views.py' }],
  ['import_usage', {}],
  ['most_used_definitions', {}],
  ['unused_definitions', { include_exported: true }],
  ['repository_stats', {}],
];

function ask(
  name: string,
  args: Record<string, unknown>,
  manifest: Manifest = shopManifest,
): Promise<QueryResponse> {
  return runTool(shop.graph, manifest, name, args, { source });
}

function rowsOf(response: QueryResponse): readonly object[] {
  return (response.result as ToolResult).rows;
}

async function pages(name: string, args: Record<string, unknown>): Promise<QueryResponse[]> {
  const all = [await ask(name, args)];
  for (let next = all[0]?.meta.next_cursor; next; next = all.at(-1)?.meta.next_cursor) {
    all.push(await ask(name, { ...args, cursor: next }));
    if (all.length > 100) throw new Error('the cursor never ends');
  }
  return all;
}

test.each(questions)('%s %j: pages of one cover everything exactly once', async (name, args) => {
  const whole = await ask(name, { ...args, max_tokens: 50_000, limit: 50 });
  const single = await pages(name, { ...args, limit: 1 });
  expect(whole.meta.next_cursor).toBeNull();
  expect(rowsOf(whole).length).toBe((whole.result as ToolResult).total);
  expect(single.flatMap(rowsOf)).toEqual(rowsOf(whole));
  for (const page of single)
    expect((page.result as ToolResult).total).toBe((whole.result as ToolResult).total);
});

test.each(['text', 'json'] as const)(
  'rows that do not fit the tokens wait for the cursor, as %s',
  async (format) => {
    const args = { definitions: ['checkout', 'Model', 'Order', 'addUser'], max_tokens: 250, format };
    const all = await pages('read_definitions', args);
    expect(all.length).toBeGreaterThan(1);
    expect(all.flatMap(rowsOf)).toHaveLength(5);
    const [first] = all;
    if (first === undefined) throw new Error('no page');
    expect(first.meta.truncated).toBe(true);
    expect(formatText(first)).toContain(String(first.meta.next_cursor));
  },
);

test('an answer of several rows is within its tokens', async () => {
  for (const max_tokens of [200, 300, 600]) {
    const response = await ask('search_definitions', { max_tokens });
    expect(formatText(response).length / 4).toBeLessThanOrEqual(max_tokens);
    const json = await ask('search_definitions', { max_tokens, format: 'json' });
    expect(JSON.stringify(json.result).length / 4).toBeLessThanOrEqual(max_tokens);
  }
});

test('a definition that is longer than the answer may be is cut, and says so', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1} ${'.'.repeat(80)}`).join('\n');
  const source = { read: () => Promise.resolve(lines) };
  const args = { definitions: ['shop/models.py::Order'], max_tokens: 250 };
  const answer = formatText(await runTool(shop.graph, shopManifest, 'read_definitions', args, { source }));
  expect(answer.length / 4).toBeLessThanOrEqual(250);
  expect(answer).toContain('line 12 ');
  expect(answer).toMatch(/\(\d+ lines left out; raise max_lines or max_tokens\)/);
});

test('page size and form may change on the way', async () => {
  const first = await ask('search_definitions', { limit: 3 });
  const rest = await ask('search_definitions', { limit: 50, format: 'json', cursor: first.meta.next_cursor });
  expect(rowsOf(first).length + rowsOf(rest).length).toBe(20);
});

async function refusalOf(name: string, args: Record<string, unknown>, manifest?: Manifest): Promise<string> {
  const thrown: unknown = await ask(name, args, manifest).catch((error: unknown) => error);
  if (!(thrown instanceof GkgError)) throw new Error('the cursor was taken');
  expect(thrown.kind).toBe('invalid_arguments');
  return thrown.message;
}

test('a cursor of another question, of another graph, or made up is refused with its reason', async () => {
  const { next_cursor: cursor } = (await ask('search_definitions', { limit: 3 })).meta;
  expect(await refusalOf('search_definitions', { name: 'e', cursor })).toContain('other arguments');
  expect(await refusalOf('repo_map', { cursor })).toContain('another tool');
  const renewed = { ...shopManifest, checksum: 'def' };
  expect(await refusalOf('search_definitions', { limit: 3, cursor }, renewed)).toContain('earlier index');
  expect(await refusalOf('search_definitions', { cursor: 'made-up' })).toContain('not one');
});

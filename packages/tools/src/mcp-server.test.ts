import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { GkgError } from '@gkg/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMcpServer } from './mcp-server.ts';
import type { McpCall, McpOptions } from './mcp-server.ts';
import { openShop } from './open-shop.ts';
import { isHostTool, runHostTool, runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const project = {
  namespace_id: 7,
  project: 'shop',
  state: 'ready',
  commit: 'c0ffee',
  indexed_at: null,
} as const;
const host = { list: () => Promise.resolve([project]), index: () => Promise.resolve(project) };

async function connect(options: Partial<McpOptions> = {}, calls: McpCall[] = []): Promise<Client> {
  const server = createMcpServer({
    call(call, signal) {
      calls.push(call);
      return isHostTool(call.tool)
        ? runHostTool(host, call.tool, call.arguments, signal)
        : runTool(shop.graph, shopManifest, call.tool, call.arguments, {}, signal);
    },
    ...options,
  });
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([server.connect(there), client.connect(here)]);
  return client;
}

interface Result {
  readonly isError?: boolean;
  readonly content: { readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Result> {
  return (await client.callTool({ name, arguments: args })) as unknown as Result;
}

test('a client learns which tool is for what', async () => {
  const client = await connect();
  const { tools } = await client.listTools();
  expect(tools).toHaveLength(15);
  expect(client.getInstructions()).toContain('who calls X');
  for (const tool of tools) {
    expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(tool.inputSchema.properties).not.toHaveProperty('project');
    expect(client.getInstructions()).toContain(tool.name);
  }
});

test('an answer is text, and structure where that fits', async () => {
  const client = await connect();
  const small = await call(client, 'callers', { definition: 'checkout' });
  expect(small.content[0]?.text).toContain('2 calls of shop/views.py::checkout found.');
  expect(small.structuredContent).toMatchObject({ result: { total: 2 }, meta: { commit: 'c0ffee' } });
  const large = await call(client, 'repo_map', { max_tokens: 300 });
  expect(large.structuredContent).toBeUndefined();
  const json = await call(client, 'callers', { definition: 'checkout', format: 'json' });
  expect(JSON.parse(json.content[0]?.text ?? '')).toMatchObject({ result: { tool: 'callers', total: 2 } });
});

test('an error is a result that says what to do', async () => {
  const client = await connect();
  const refused = await call(client, 'callers', { definition: 'checkout', depth: 9 });
  expect(refused).toMatchObject({ isError: true, structuredContent: { code: 'invalid_arguments' } });
  expect(refused.content[0]?.text).toContain('`depth`');
  expect(await call(client, 'grep', {})).toMatchObject({
    isError: true,
    structuredContent: { code: 'unknown_tool' },
  });
  const broken = await connect({ call: () => Promise.reject(new TypeError('inner detail')) });
  const internal = await call(broken, 'callers', { definition: 'x' });
  expect(internal.structuredContent).toMatchObject({ code: 'internal' });
  expect(JSON.stringify(internal)).not.toContain('inner detail');
});

test('the scope of the connection names the project unless the host has many', async () => {
  const calls: McpCall[] = [];
  const one = await connect({}, calls);
  expect(await call(one, 'callers', { definition: 'checkout', project: 'other' })).toMatchObject({
    isError: true,
  });
  const many = await connect({ manyProjects: true, mayIndex: true }, calls);
  expect((await many.listTools()).tools).toHaveLength(17);
  await call(many, 'callers', { definition: 'checkout', project: 'shop' });
  expect(calls.at(-1)).toEqual({ tool: 'callers', arguments: { definition: 'checkout' }, project: 'shop' });
  expect((await call(many, 'list_projects', {})).content[0]?.text).toContain('shop (7): ready, c0ffee');
  expect((await call(many, 'index_project', { path: '/src' })).content[0]?.text).toContain(
    'shop is indexed.',
  );
});

test('a host that does not index says so', async () => {
  const refused = runHostTool({ list: host.list }, 'index_project', { path: '/src' });
  await expect(refused).rejects.toThrow(GkgError);
});

test('two projects a page at a time', async () => {
  const two = { list: () => Promise.resolve([{ ...project, project: 'zoo' }, project]) };
  const first = await runHostTool(two, 'list_projects', { limit: 1 });
  expect(first.result).toMatchObject({ total: 2, rows: [{ project: 'shop' }] });
  const second = await runHostTool(two, 'list_projects', { limit: 1, cursor: first.meta.next_cursor });
  expect(second.result).toMatchObject({ rows: [{ project: 'zoo' }] });
  expect(second.meta.next_cursor).toBeNull();
});

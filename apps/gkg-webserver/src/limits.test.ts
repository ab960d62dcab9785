import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { agentHeader, namespaceScopeHeader, userHeader } from '@gkg/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { serveGraph, startedWebserver, temporaryDataDir } from './test-webserver.ts';
import type { Webserver } from './start-webserver.ts';

test('a user and the agents that work for the user have budgets of their own', async () => {
  const webserver = await served({ GKG_USER_CALLS_BURST: '3', GKG_AGENT_CALLS_BURST: '2' });
  const ada = { [userHeader]: 'ada' };
  const agent = { ...ada, [agentHeader]: 'chat' };
  expect(await statuses(webserver, ada, 5)).toEqual([200, 200, 200, 429, 429]);
  expect(await statuses(webserver, agent, 4)).toEqual([200, 200, 429, 429]);
  expect(await statuses(webserver, { ...ada, [agentHeader]: 'editor' }, 1)).toEqual([200]);
  expect(await statuses(webserver, { [userHeader]: 'bob' }, 3)).toEqual([200, 200, 200]);
  expect(await statuses(webserver, {}, 5)).toEqual([200, 200, 200, 200, 200]);
  const refused = await ask(webserver, ada);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ code: 'rate_limited', detail: { limit: 'user_rate' } });
  expect(await refusals(webserver)).toMatchObject({ user_rate: 3, agent_rate: 2, anonymous_rate: 0 });
});

test('those without a name share one budget', async () => {
  const settings = { GKG_ANONYMOUS_CALLS_BURST: '2', GKG_ANONYMOUS_CALLS_PER_MINUTE: '1' };
  const webserver = await served(settings);
  expect(await statuses(webserver, {}, 3)).toEqual([200, 200, 429]);
  expect((await ask(webserver, {})).headers.get('retry-after')).toMatch(/^(59|60)$/);
  expect(await statuses(webserver, { [userHeader]: 'ada' }, 1)).toEqual([200]);
});

test('a name that is none is refused', async () => {
  const webserver = await served({});
  for (const name of ['x'.repeat(129), '<b>']) {
    expect(await statuses(webserver, { [userHeader]: name }, 1)).toEqual([400]);
  }
});

test('a user with too many calls at once is refused, and nobody else', async () => {
  const sleeping = new URL('misbehaving.test-process.ts', import.meta.url);
  const settings = { GKG_USER_CALLS_MAX: '2', GKG_QUERY_TIMEOUT_MS: '700' };
  const webserver = await served(settings, sleeping);
  const calls = Promise.all(Array.from({ length: 5 }, () => ask(webserver, { [userHeader]: 'ada' })));
  const other = ask(webserver, { [userHeader]: 'bob' });
  const answers = (await calls).map(({ status }) => status).toSorted((a, b) => a - b);
  expect(answers).toEqual([429, 429, 429, 504, 504]);
  expect((await other).status).toBe(504);
  expect(await refusals(webserver)).toMatchObject({ caller_calls: 3 });
});

test('an MCP client that floods is told by HTTP, as an agent of its user', async () => {
  const webserver = await served({ GKG_AGENT_CALLS_BURST: '4' });
  const headers = { [namespaceScopeHeader]: '7', [userHeader]: 'ada' };
  const client = new Client({ name: 'test', version: '1' });
  const url = new URL(`${webserver.url}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  onTestFinished(() => client.close());
  const calls = Array.from({ length: 8 }, () => client.callTool({ name: 'repository_stats', arguments: {} }));
  const ended = await Promise.allSettled(calls);
  expect(ended.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(3);
  expect(await statuses(webserver, { [userHeader]: 'ada' }, 1)).toEqual([200]);
  expect((await refusals(webserver))['agent_rate']).toBeGreaterThan(3);
});

test('while some users flood every graph they know, the calls of another succeed, and soon', async () => {
  const webserver = await served({ GKG_GRAPH_PROCESSES: '1', GKG_USER_CALLS_PER_MINUTE: '0' });
  let flooding = true;
  const seen: number[] = [];
  const flood = async (index: number) => {
    for (; flooding;) {
      const { status } = await ask(webserver, { [userHeader]: `flood ${index % 3}` }, 7 + (index % 2));
      seen.push(status);
    }
  };
  const floods = Array.from({ length: 60 }, (_, index) => flood(index));
  await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(100);
  const waits: number[] = [];
  for (let call = 0; call < 30; call += 1) {
    const startedAt = performance.now();
    expect((await ask(webserver, { [userHeader]: 'ada' }, 7)).status).toBe(200);
    waits.push(performance.now() - startedAt);
    expect((await fetch(`${webserver.url}/health/live`)).status).toBe(200);
  }
  flooding = false;
  await Promise.all(floods);
  expect(new Set(seen)).toEqual(new Set([200, 429]));
  expect(waits.toSorted((a, b) => a - b)[15]).toBeLessThan(1000);
}, 60_000);

test('a graph that is told to be warm is open before it is asked, and so at the start of an MCP client', async () => {
  const webserver = await served({ GKG_GRAPH_PROCESSES: '1' }, undefined, [7, 8, 9]);
  const warm = await fetch(`${webserver.url}/api/v1/graph_db/7/warm`, { method: 'POST' });
  expect([warm.status, await warm.json()]).toEqual([200, { namespace_id: 7 }]);
  expect(await metrics(webserver, /^gkg_webserver_graphs_hot\{.*\} (\d+)/m)).toBe(1);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${webserver.url}/mcp?namespace_id=8`)));
  onTestFinished(() => client.close());
  const hot = () => metrics(webserver, /^gkg_webserver_graphs_hot\{.*\} (\d+)/m);
  await expect.poll(hot, { timeout: 10_000 }).toBe(2);
  expect(await metrics(webserver, /^gkg_webserver_graph_open_seconds_count\{.*\} (\d+)/m)).toBeGreaterThan(0);
  const unknown = await fetch(`${webserver.url}/api/v1/graph_db/99/warm`, { method: 'POST' });
  expect(unknown.status).toBe(404);
});

async function served(
  settings: Record<string, string>,
  entry?: URL,
  namespaceIds: readonly number[] = [7, 8],
): Promise<Webserver> {
  const dataDir = await temporaryDataDir();
  const rates = { GKG_USER_CALLS_PER_MINUTE: '60', GKG_AGENT_CALLS_PER_MINUTE: '60' };
  const webserver = await startedWebserver(dataDir, { ...rates, ...settings }, entry);
  for (const id of namespaceIds) await serveGraph(webserver, dataDir, id, 'one');
  return webserver;
}

async function ask(
  webserver: Webserver,
  headers: Record<string, string>,
  namespaceId = 7,
): Promise<Response> {
  return fetch(`${webserver.url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ namespace_id: namespaceId, tool: 'repository_stats', arguments: {} }),
  });
}

async function statuses(webserver: Webserver, headers: Record<string, string>, calls: number) {
  const answered: number[] = [];
  for (let call = 0; call < calls; call += 1) answered.push((await ask(webserver, headers)).status);
  return answered;
}

async function metrics(webserver: Webserver, line: RegExp): Promise<number> {
  return Number(line.exec(await (await fetch(`${webserver.url}/metrics`)).text())?.[1]);
}

async function refusals(webserver: Webserver): Promise<Record<string, number>> {
  const text = await (await fetch(`${webserver.url}/metrics`)).text();
  const lines = text.matchAll(/^gkg_webserver_calls_refused_total\{.*limit="(\w+)".*\} (\d+)/gm);
  return Object.fromEntries([...lines].map((line) => [line[1], Number(line[2])]));
}

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { signedHeaders } from '@gkg/runtime';
import { expect, test } from 'vitest';
import { serveGraph, startedWebserver, temporaryDataDir } from './test-webserver.ts';

const secret = randomBytes(32).toString('base64');
const body = JSON.stringify({ namespace_id: 7, tool: 'repository_stats', arguments: {} });

async function protectedWebserver(env: Readonly<Record<string, string>>) {
  const dataDir = await temporaryDataDir();
  await writeFile(join(dataDir, 'secret'), secret);
  const webserver = await startedWebserver(dataDir, env);
  const status = async (
    path: string,
    method = 'GET',
    headers: Record<string, string> = {},
    host?: string,
  ) => {
    const url = new URL(path, webserver.url);
    if (host !== undefined) url.hostname = host;
    const withBody = method === 'POST' ? { body } : {};
    const type = { 'content-type': 'application/json' };
    return (await fetch(url, { method, headers: { ...type, ...headers }, ...withBody })).status;
  };
  return { webserver, dataDir, status };
}

test('where it is on, questions over REST and MCP need a token; probes do not', async () => {
  const { webserver, dataDir, status } = await protectedWebserver({ GKG_WEBSERVER_AUTH: 'token' });
  await serveGraph(webserver, dataDir, 7, 'one');
  const token = await signedHeaders('rails_to_node', secret);
  const foreign = await signedHeaders('rails_to_node', 'another');
  const upwards = {
    'gitlab-zoekt-api-request': `Bearer ${Object.values(await signedHeaders('node_to_rails', secret))[0]}`,
  };
  for (const refused of [{}, foreign, upwards]) {
    expect(await status('/api/v1/query', 'POST', refused)).toBe(401);
    expect(await status('/mcp?namespace_id=7', 'POST', refused)).toBe(401);
    expect(await status('/mcp', 'GET', refused)).toBe(401);
    expect(await status('/no/such/route', 'GET', refused)).toBe(401);
  }
  expect(await status('/api/v1/query', 'POST', token)).toBe(200);
  for (const probe of ['/health/live', '/health/ready', '/metrics']) expect(await status(probe)).toBe(200);
});

test('graphs are changed without a token from this machine, and from elsewhere with one only', async ({
  skip,
}) => {
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .find((net) => net?.family === 'IPv4' && !net.internal);
  if (elsewhere === undefined) return skip('this machine has no other address');
  const { status } = await protectedWebserver({ GKG_WEBSERVER_HOST: '0.0.0.0' });
  const token = await signedHeaders('rails_to_node', secret);
  const { address } = elsewhere;
  expect(await status('/api/v1/graph_db')).toBe(200);
  expect(await status('/api/v1/graph_db', 'GET', {}, address)).toBe(401);
  expect(await status('/api/v1/graph_db/7', 'DELETE', {}, address)).toBe(401);
  expect(await status('/api/v1/graph_db', 'GET', { 'x-forwarded-for': '127.0.0.1' }, address)).toBe(401);
  expect(await status('/api/v1/graph_db', 'GET', token, address)).toBe(200);
  expect(await status('/api/v1/query', 'POST')).toBe(401);
});

test('the caller of a direct question is the one that its token names', async () => {
  const env = { GKG_WEBSERVER_AUTH: 'token', GKG_USER_CALLS_BURST: '1', GKG_USER_CALLS_PER_MINUTE: '1' };
  const { webserver, dataDir, status } = await protectedWebserver(env);
  await serveGraph(webserver, dataDir, 7, 'one');
  const token = await signedHeaders('rails_to_node', secret, { user_id: 42 });
  const statuses = [];
  for (const user of ['ada', 'bob', 'eve']) {
    statuses.push(await status('/api/v1/query', 'POST', { ...token, 'x-gkg-user': user }));
  }
  expect(statuses).toEqual([200, 429, 429]);
});

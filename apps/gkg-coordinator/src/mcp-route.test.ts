import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSecret, verifyRequestToken } from '@gkg/runtime';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { projectHeader } from './mcp-route.ts';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';
import { startTestNode, type TestNode } from './test-node.ts';

let coordinator: TestCoordinator;
let node: TestNode;
let admin: string;
let [open, hidden]: Answer[] = [];
let token: string;
beforeAll(async () => {
  coordinator = await startTestCoordinator(testDatabases[0]!, { coordinatorAuth: 'token' });
  admin = readFileSync(join(coordinator.root, 'coordinator', 'admin-token'), 'utf8').trim();
  node = await startTestNode();
  await beat();
  [open, hidden] = [await indexed('open'), await indexed('hidden')];
  const user = await coordinator.api('POST', '/users', { name: 'ada' }, admin);
  const path = `/projects/${open['id']}/permissions/${user['id']}`;
  await coordinator.api('PUT', path, { level: 'read' }, admin);
  const wanted = { name: 'editor', kind: 'agent' };
  token = (await coordinator.api('POST', `/users/${user['id']}/tokens`, wanted, admin))['token'];
}, 60_000);
afterAll(async () => {
  await node.close();
  await coordinator.stop();
});
beforeEach(() => void node.asked.splice(0));

const beat = () => coordinator.rails('node', 'heartbeat', heartbeat({ 'node.url': node.url }));

async function indexed(name: string): Promise<Answer> {
  const path = join(coordinator.root, name);
  mkdirSync(path);
  const project = await coordinator.api('POST', '/projects', { path }, admin);
  const [task] = (await beat())['tasks'];
  const { name: callback, payload } = task.payload.Callback;
  await coordinator.rails('node', 'callback', { name: callback, payload, success: true });
  return project;
}

async function connected(headers: Record<string, string> = {}, query = ''): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}`, ...headers } };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${coordinator.url}/mcp${query}`), { requestInit }),
  );
  onTestFinished(() => client.close());
  return client;
}

test('a user lists the projects that may be asked about, and no other', async () => {
  const client = await connected();
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['list_projects', 'callers']));
  expect(tools.map(({ name }) => name)).not.toContain('index_project');
  const listed = await client.callTool({ name: 'list_projects', arguments: {} });
  expect(JSON.stringify(listed)).toContain('open');
  expect(JSON.stringify(listed)).not.toContain('hidden');
});

test('a call names its project, and reaches the node with the identity of the user and its agent', async () => {
  const client = await connected();
  const answer = await client.callTool({ name: 'repository_stats', arguments: { project: 'open' } });
  expect(answer).toMatchObject({ structuredContent: { meta: { commit: 'c0ffee' } } });
  const [{ headers, body }] = node.asked as [TestNode['asked'][number]];
  expect(body).toEqual({ namespace_id: open!['namespace_id'], tool: 'repository_stats', arguments: {} });
  const claims = await verifyRequestToken(
    'rails_to_node',
    headers,
    await readSecret(join(coordinator.root, 'secret')),
  );
  expect(claims).toMatchObject({ user_id: 'ada', agent: 'editor' });
});

test('the only project there is need not be named', async () => {
  const client = await connected();
  const answer = await client.callTool({ name: 'repository_stats', arguments: {} });
  expect(answer.isError).toBeFalsy();
  expect(node.asked).toHaveLength(1);
});

test.each([
  ['by its name', () => 'hidden'],
  ['by its id', () => String(hidden!['id'])],
  ['by its directory', () => join(coordinator.root, 'hidden')],
])('a project that may not be asked about is unknown %s, and no node is asked', async (_how, reference) => {
  const client = await connected();
  const asked = { name: 'repository_stats', arguments: { project: reference() } };
  expect(await client.callTool(asked)).toMatchObject({
    isError: true,
    structuredContent: { code: 'unknown_project' },
  });
  expect(node.asked).toEqual([]);
});

test.each([
  ['the header', { [projectHeader]: 'open' }, ''],
  ['the address', {}, '?project=open'],
])('a connection whose project is in %s leaves the model no choice', async (_where, headers, query) => {
  const client = await connected(headers, query);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).not.toContain('list_projects');
  const asked = { name: 'repository_stats', arguments: { project: 'hidden' } };
  expect(await client.callTool(asked)).toBeDefined();
  for (const { body } of node.asked) expect(body['namespace_id']).toBe(open!['namespace_id']);
});

test('a connection with the scope of a project that may not be read is refused', async () => {
  await expect(connected({ [projectHeader]: 'hidden' })).rejects.toThrow(/unknown_project|404/);
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHttpServer, createLogger, createMetrics } from '@gkg/runtime';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Coordinator } from './coordinator.ts';
import { addMcpRoute } from './mcp-route.ts';
import { openApiDocument } from './openapi.ts';
import { publicRoutes } from './public-routes.ts';
import { addRoutes } from './public-server.ts';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';
import { startTestNode, type TestNode } from './test-node.ts';

/** The description and the server are compared from both sides: by their routes, and by what is answered. */
let coordinator: TestCoordinator;
let node: TestNode;
let document: Answer;
beforeAll(async () => {
  coordinator = await startTestCoordinator(testDatabases[0]!);
  node = await startTestNode();
  document = await coordinator.api('GET', '/openapi.json');
}, 60_000);
afterAll(async () => {
  await node.close();
  await coordinator.stop();
});

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const answered = new Set<string>();

/** Asks, and holds the answer against what is documented for its status. */
async function ask(
  method: string,
  path: string,
  parameters: Record<string, unknown> = {},
  body?: unknown,
  secret?: string,
) {
  const url = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(parameters[name])),
  );
  const answer = await fetch(`${coordinator.url}${url}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(secret === undefined ? {} : { 'x-gkg-token': secret }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const documented = document['paths'][path]?.[method.toLowerCase()]?.responses[answer.status];
  expect(documented, `${method} ${path} answered ${answer.status}: ${text}`).toBeDefined();
  answered.add(`${method} ${path} ${answer.status}`);
  const schema = documented.content?.['application/json'].schema;
  const value = JSON.parse(text === '' ? '{}' : text) as Answer;
  if (schema === undefined) return value;
  const validate = ajv.compile({ ...schema, components: document['components'] });
  expect(validate(value), `${method} ${path}: ${ajv.errorsText(validate.errors)} in ${text}`).toBe(true);
  return value;
}

test('the document has every route of the server, and the server every route of the document', async () => {
  const server = createHttpServer({
    service: 'test',
    logger: createLogger('test', { level: 'silent' }),
    metrics: createMetrics('test'),
    bodyBytesMax: 1000,
    ready: () => true,
  });
  const served: string[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) if (name !== 'HEAD') served.push(`${name} ${url}`);
  });
  addRoutes(server, {} as Coordinator, publicRoutes);
  addMcpRoute(server, {} as Coordinator);
  await server.close();
  const described = Object.entries(openApiDocument(publicRoutes)['paths'] as Record<string, object>).flatMap(
    ([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
  );
  // MCP describes itself.
  const others = new Set(['POST /mcp', 'GET /mcp', 'DELETE /mcp']);
  expect(described.toSorted()).toEqual(served.filter((line) => !others.has(line)).toSorted());
  expect(described.length).toBeGreaterThan(20);
});

test('every documented success of every route is answered, in the documented form', async () => {
  const p = '/api/v1/projects';
  const path = join(coordinator.root, 'app');
  mkdirSync(path);
  const waiting = await ask('POST', p, {}, { path });
  expect((await ask('GET', `${p}/{id}`, waiting))['state']).toBe('waiting');
  await coordinator.rails('node', 'heartbeat', heartbeat({ 'node.url': node.url }));
  const { tasks } = await coordinator.rails('node', 'heartbeat', heartbeat({ 'node.url': node.url }));
  await ask('POST', p, {}, { path });
  const { name, payload } = tasks[0].payload.Callback;
  const callback = { name, payload, success: true, additional_payload: { commit: 'c0ffee' } };
  await coordinator.rails('node', 'callback', callback);
  await ask('GET', p);
  await ask('POST', `${p}/{id}/index`, waiting);
  await ask('POST', `${p}/{id}/query`, waiting, { tool: 'repository_stats' });
  await ask('PATCH', `${p}/{id}`, waiting, { visibility: 'public' });

  const user = await ask('POST', '/api/v1/users', {}, { name: 'ada' });
  await ask('GET', '/api/v1/users');
  await ask('GET', '/api/v1/users/{id}', user);
  await ask('PATCH', '/api/v1/users/{id}', user, { requests_per_minute: 5 });
  await ask('GET', '/api/v1/user');
  const token = await ask('POST', '/api/v1/users/{id}/tokens', user, { name: 'laptop', project: 'app' });
  await ask('GET', '/api/v1/users/{id}/tokens', user);
  const one = { id: waiting['id'], user: user['id'] };
  await ask('PUT', `${p}/{id}/permissions/{user}`, one, { level: 'read' });
  await ask('GET', `${p}/{id}/permissions`, one);
  await ask('DELETE', `${p}/{id}/permissions/{user}`, one);
  await ask('DELETE', '/api/v1/tokens/{id}', token);

  const hook = await ask('POST', `${p}/{id}/hooks`, one, { kind: 'plain' });
  const address = { id: one.id, hook: hook['id'], name: hook['url'].split('/').at(-1) };
  await ask('POST', '/api/v1/hooks/{hook}', { hook: address.name }, {}, hook['secret']);
  await ask('GET', `${p}/{id}/hooks`, one);
  await ask('DELETE', `${p}/{id}/hooks/{hook}`, address);

  const nodes = await ask('GET', '/api/v1/nodes');
  await ask('GET', '/api/v1/nodes/{id}', nodes['nodes'][0]);
  await ask('POST', '/api/v1/nodes/{id}/drain', nodes['nodes'][0]);
  await ask('POST', '/api/v1/nodes/{id}/resume', nodes['nodes'][0]);
  await fail();
  const failed = await ask('GET', '/api/v1/tasks');
  await ask('GET', '/api/v1/tasks/{id}', failed['tasks'][0]);
  await ask('POST', '/api/v1/tasks/{id}/retry', failed['tasks'][0]);
  await ask('GET', '/api/v1/openapi.json');
  await ask('DELETE', '/api/v1/users/{id}', user);
  await ask('DELETE', `${p}/{id}`, waiting);
  await ask('DELETE', '/api/v1/nodes/{id}', nodes['nodes'][0]);

  const documented = Object.entries(document['paths'] as Answer).flatMap(([route, operations]) =>
    Object.entries(operations as Answer).flatMap(([method, { responses }]) =>
      Object.keys(responses)
        .filter((status) => status.startsWith('2'))
        .map((status) => `${method.toUpperCase()} ${route} ${status}`),
    ),
  );
  expect(documented.filter((line) => !answered.has(line))).toEqual([]);
});

/** Uses up the attempts of the task that waits. */
async function fail(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { tasks } = await coordinator.rails('node', 'heartbeat', heartbeat());
    const { name, payload } = tasks[0].payload.Callback;
    await coordinator.rails('node', 'callback', { name, payload, success: false, error: 'It is poison.' });
    coordinator.clock += 3_600_000;
  }
}

test.each([
  ['GET', '/api/v1/projects/{id}', { id: 4711 }],
  ['POST', '/api/v1/projects/{id}/query', { id: 4711 }],
  ['POST', '/api/v1/projects', {}],
  ['GET', '/api/v1/users/{id}', { id: 'x' }],
  ['GET', '/api/v1/tasks/{id}', { id: 4711 }],
  ['POST', '/api/v1/tasks/{id}/retry', { id: 4711 }],
  ['DELETE', '/api/v1/nodes/{id}', { id: 4711 }],
  ['DELETE', '/api/v1/tokens/{id}', { id: 4711 }],
] as const)('an error is in the documented form too: %s %s', async (method, path, parameters) => {
  const answer = await ask(method, path, parameters, method === 'POST' ? { tool: 'x' } : undefined);
  expect(answer).toMatchObject({ error: expect.any(String), code: expect.any(String) });
});

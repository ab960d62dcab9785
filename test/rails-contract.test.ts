import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLogger, loadConfig } from '@gkg/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startProxy, type RunningProxy } from '../apps/gkg-proxy/src/start-proxy.ts';
import { createGitSource } from '../packages/git-source/src/index.ts';
import { startNeighbours, type Neighbours } from './loop/neighbours.ts';
import { startRailsRecorder, type RailsRecorder } from './loop/rails-recorder.ts';
import { deleteTask, indexTask } from './loop/rails-tasks.ts';

/*
 * The proxy against a Rails that fails on whatever the contract does not have. Indexer and webserver are the
 * stand-in of the loop test.
 */
const secret = 'from a file, as text';
let root: string;
let code: string;
let rails: RailsRecorder;
let neighbours: Neighbours;
let proxy: RunningProxy | undefined;

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gkg-contract-')));
  code = join(root, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'a.py'), 'x = 1\n');
  writeFileSync(join(root, 'secret'), `${secret}\n`);
  rails = await startRailsRecorder(secret);
  neighbours = await startNeighbours();
});
afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
  await Promise.all([rails.close(), neighbours.close()]);
  rmSync(root, { recursive: true, force: true });
});

async function startNode(env: Readonly<Record<string, string>> = {}): Promise<RunningProxy> {
  const config = loadConfig({
    GKG_DATA_DIR: join(root, 'node'),
    GKG_PROXY_PORT: '0',
    GKG_GITLAB_URL: rails.url,
    GKG_INDEXER_URL: neighbours.url,
    GKG_WEBSERVER_URL: neighbours.url,
    GKG_SECRET_FILE: join(root, 'secret'),
    GKG_PULL_INTERVAL_MS: '50',
    ...env,
  });
  const environment = { PATH: process.env['PATH'] ?? '', HOME: root };
  const logger = createLogger('test', { level: 'silent' });
  proxy = await startProxy(config, { logger, source: createGitSource({ environment }) });
  return proxy;
}

const wished = { project_id: null, reason: 'corrupt', since: '2026-01-01T00:00:00Z' } as const;
const poll = <Value>(value: () => Value) => expect.poll(value, { timeout: 10_000, interval: 10 });
const address = () => pathToFileURL(code).href;
const jobs = () => neighbours.requests.filter(({ line }) => line === 'POST /api/v1/index').length;

function give(...tasks: ReturnType<typeof indexTask>[]): void {
  for (const task of tasks) rails.tasks.set(String(task.taskId), task);
}

test('is ready when its neighbours were when it asked them last, and asks nobody for a probe', async () => {
  neighbours.ready = false;
  const { url } = await startNode({ GKG_PULL_INTERVAL_MS: '60000' });
  const probe = async () => {
    const answer = await fetch(`${url}/health/ready`);
    return [answer.status, ((await answer.json()) as { detail?: object }).detail];
  };
  const lacks = ['the indexer is not ready', 'the webserver is not ready'];
  expect(await probe()).toEqual([503, { lacks }]);
  neighbours.ready = true;
  await expect.poll(probe).toEqual([200, undefined]);
  const asked = neighbours.probes;
  for (let times = 0; times < 200; times += 1) await probe();
  // The node itself asks, with heartbeats and every second; two hundred probes ask no more often than that.
  expect(neighbours.probes - asked).toBeLessThan(200);
  neighbours.ready = false;
  await expect.poll(probe).toEqual([503, { lacks }]);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

test('of code search alone needs no neighbours to be ready', async () => {
  neighbours.ready = false;
  const { url } = await startNode({ GKG_NODE_SERVICES: 'zoekt' });
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
});

describe('a node keeps to the contract', () => {
  test('over its whole life: registering, indexing, failing, deleting, a restart', async () => {
    give(indexTask(1, 7, address()), indexTask(2, 8, 'file:///no/such/directory'), deleteTask(3, 9));
    await startNode({ GKG_PROXY_URL: 'http://node.example:6080/nodes/n', GKG_NODE_NAME: 'gkg-0' });
    await neighbours.seen('POST /api/v1/index');
    neighbours.finish();
    await poll(() => rails.callbacks.length).toBe(3);
    await proxy!.stop();
    const heartbeats = rails.heartbeats.length;
    await startNode();
    await poll(() => rails.heartbeats.length).toBeGreaterThan(heartbeats);
    expect(rails.faults).toEqual([]);
    expect(rails.heartbeats[0]).toMatchObject({ 'node.name': 'gkg-0', 'node.services': ['knowledge_graph'] });
    const outcomes = rails.callbacks.map(({ name, success }) => `${String(name)} ${String(success)}`);
    expect(outcomes.sort()).toEqual(['delete_graph true', 'index_graph false', 'index_graph true']);
  });

  test('a callback is given back to the letter: nested data, order, and numbers that JavaScript would change', async () => {
    const extra =
      ',"partition":12345678901234567890,"as_text":"98765432109876543210","z":{"b":[1.50,null,{"a":"ü\\""}],"a":1e400},"a":false';
    give(indexTask(1, 7, address(), extra));
    await startNode();
    await neighbours.seen('POST /api/v1/index');
    rails.failing = { callback: 503 };
    neighbours.finish();
    await poll(() => readdirSync(join(root, 'node', 'callbacks')).length).toBe(1);
    // Across a restart, which reads it back from the disk.
    await proxy!.stop();
    rails.failing = {};
    await startNode();
    await poll(() => rails.callbacks.length).toBe(1);
    expect([rails.faults, jobs()]).toEqual([[], 1]);
  });

  test.for(['zoekt', 'zoekt,knowledge_graph', 'knowledge_graph'])(
    'services are what the operator says: %s',
    async (services) => {
      give(deleteTask(1, 9));
      await startNode({ GKG_NODE_SERVICES: services });
      await poll(() => rails.heartbeats.length).toBeGreaterThan(1);
      expect(rails.heartbeats[0]!['node.services']).toEqual(services.split(','));
      if (services === 'zoekt') neighbours.ready = false;
      else await poll(() => rails.callbacks.length).toBe(1);
      const before = rails.heartbeats.length;
      await poll(() => rails.heartbeats.length).toBeGreaterThan(before);
      expect(rails.callbacks.length).toBe(services === 'zoekt' ? 0 : 1);
      expect(rails.faults).toEqual([]);
    },
  );

  test('a secret that is replaced on both sides, one after the other, costs nothing', async () => {
    await startNode();
    await poll(() => rails.heartbeats.length).toBeGreaterThan(0);
    rails.answer.pull_frequency = '100ms';
    writeFileSync(join(root, 'secret'), 'the next one');
    await poll(() => rails.faults.length).toBeGreaterThan(0);
    expect(new Set(rails.faults.map((fault) => fault.replace(/^.*: token/, 'token')))).toEqual(
      new Set(['token: signature']),
    );
    rails.secret = 'the next one';
    const [faults, beats] = [rails.faults.length, rails.heartbeats.length];
    await poll(() => rails.heartbeats.length).toBeGreaterThan(beats + 3);
    expect(rails.faults.length).toBeLessThanOrEqual(faults + 1);
  });
});

describe('what Rails says is done', () => {
  test('stop_indexing: graphs are deleted and none is made', async () => {
    rails.answer.stop_indexing = true;
    give(indexTask(1, 7, address()), deleteTask(2, 9));
    await startNode();
    await poll(() => rails.callbacks.length).toBe(1);
    expect([rails.callbacks[0]!['name'], jobs()]).toEqual(['delete_graph', 0]);
    rails.answer.stop_indexing = false;
    await neighbours.seen('POST /api/v1/index');
    neighbours.finish();
    await poll(() => rails.callbacks.length).toBe(2);
    expect(rails.faults).toEqual([]);
  });

  test('truncate: every graph goes before a task begins, and a callback of the old life is not sent', async () => {
    give(indexTask(1, 7, address()));
    await startNode();
    await neighbours.seen('POST /api/v1/index');
    rails.tasks.clear();
    neighbours.graphs = {
      graphs: [{ namespace_id: 7 }, { namespace_id: 8 }],
      rebuild: [{ namespace_id: 9, ...wished }],
    };
    rails.answer.truncate = true;
    give(indexTask(2, 8, address()));
    await neighbours.seen('DELETE /api/v1/jobs/job-1');
    rails.answer.truncate = false;
    await neighbours.seen('POST /api/v1/index', 2);
    for (const id of [7, 8, 9]) await neighbours.seen(`DELETE /api/v1/graph_db/${id}`);
    const order = neighbours.requests.map(({ line }) => line);
    expect(order.indexOf('DELETE /api/v1/graph_db/8')).toBeLessThan(order.lastIndexOf('POST /api/v1/index'));
    neighbours.finish();
    await poll(() => rails.callbacks.length).toBe(1);
    expect(rails.faults).toEqual([]);
  });

  test('a damaged graph is made anew by the node itself, and Rails hears nothing of it', async () => {
    give(indexTask(1, 7, address()));
    await startNode();
    await neighbours.seen('POST /api/v1/index');
    neighbours.graphs = { graphs: [], rebuild: [{ namespace_id: 7, ...wished }] };
    neighbours.finish();
    await poll(() => rails.callbacks.length).toBe(1);
    await proxy!.stop();
    await startNode();
    expect(await neighbours.seen('POST /api/v1/index', 2)).toMatchObject({
      namespace_id: 7,
      project_id: 8,
      repo_dir: code,
    });
    neighbours.graphs = { graphs: [{ namespace_id: 7 }], rebuild: [] };
    neighbours.finish();
    const before = rails.heartbeats.length;
    await poll(() => rails.heartbeats.length).toBeGreaterThan(before + 3);
    expect([rails.callbacks.length, jobs(), rails.faults]).toEqual([1, 2, []]);
  });
});

test('a thousand projects of two groups are indexed once each, past those that fail, hang or are no task', async () => {
  const [failing, hanging, malformed] = [13, 17, 19];
  const idOf = (serial: number) => (serial % 2 === 0 ? 1_000_000 : 2_000_000) + serial;
  neighbours.endAtOnce = ({ namespace_id: id }) => {
    if (id === idOf(failing)) return { error: 'The parser died.', code: 'job_failed' };
    return id === idOf(hanging) ? undefined : null;
  };
  const tasks = Array.from({ length: 1000 }, (_, serial) => indexTask(serial + 1, idOf(serial), address()));
  const changed = (serial: number, from: string, to: string) => {
    tasks[serial] = { ...tasks[serial]!, text: tasks[serial]!.text.replace(from, to) };
  };
  changed(hanging, '5400s', '2s');
  changed(malformed, '"RepoId":', '"RepoId":"drop table","Was":');
  give(...tasks);
  rails.tasksMax = 20;
  rails.answer.pull_frequency = '20ms';
  await startNode({ GKG_PROXY_TASKS_MAX: '8' });
  await expect.poll(() => rails.callbacks.length, { timeout: 110_000, interval: 50 }).toBe(1000);
  const failures = rails.callbacks.filter(({ success }) => success === false);
  const reasons = failures.map(({ additional_payload: more }) => (more as { code: string }).code);
  expect(reasons.sort()).toEqual(['invalid_request', 'job_failed', 'timeout']);
  const indexed = neighbours.requests.filter(({ line }) => line === 'POST /api/v1/index');
  expect(new Set(indexed.map(({ body }) => body['namespace_id'])).size).toBe(999);
  expect([indexed.length, rails.faults]).toEqual([999, []]);
}, 120_000);

test('a package that is the root of a repository is called after what the address says', async () => {
  give(indexTask(1, 7, address()));
  await startNode();
  expect(await neighbours.seen('POST /api/v1/index')).toMatchObject({ root_name: 'code' });
});

test('the commit that is served is told to the indexer', async () => {
  neighbours.graphs = { graphs: [{ namespace_id: 7, commit: 'c0ffee' }], rebuild: [] };
  give(indexTask(1, 7, address()));
  await startNode();
  expect(await neighbours.seen('POST /api/v1/index')).toMatchObject({ previous_commit: 'c0ffee' });
});

describe('the recorder can fail', () => {
  const uuid = '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e';
  const path = `/api/v4/internal/search/zoekt/${uuid}/heartbeat`;
  const beat = { 'node.url': 'http://n', 'node.name': 'n', 'disk.all': 2, 'disk.used': 1 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (claims: object = {}) => {
    const iat = Math.floor(Date.now() / 1000);
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'gitlab-shell', iat, exp: iat + 60, ...claims })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

  test.for<[string, { path?: string; token?: () => string; body?: object | string; headers?: object }]>([
    ['no such path', { path: '/api/v4/internal/search/zoekt/7/heartbeat' }],
    ['token: signature', { token: () => `${token().slice(0, -3)}AAA` }],
    ['token: not three parts', { token: () => `Bearer ${token()}` }],
    ['token: claims aud', { token: () => token({ aud: 'gitlab-zoekt' }) }],
    ['token: lifetime', { token: () => token({ exp: Math.floor(Date.now() / 1000) + 3600 }) }],
    ['header x-forwarded-for', { headers: { 'x-forwarded-for': 'a' } }],
    ['content type', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
    ['not a JSON object', { body: 'node.url=http://n' }],
    ['field node is not in the contract', { body: { ...beat, node: { url: 'http://n' } } }],
    ['disk.used is missing', { body: { ...beat, 'disk.used': undefined } }],
    ['disk.all is "2"', { body: { ...beat, 'disk.all': '2' } }],
    ['node.services is [1]', { body: { ...beat, 'node.services': [1] } }],
  ])('on what it says: %s', async ([fault, sent]) => {
    const body = typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? beat);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'gitlab-shell-api-request': (sent.token ?? token)(),
      ...sent.headers,
    };
    // Not fetch, which adds headers of its own.
    const request = httpRequest(`${rails.url}${sent.path ?? path}`, { method: 'POST', headers });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(rails.faults.join('\n')).toContain(fault);
  });
});

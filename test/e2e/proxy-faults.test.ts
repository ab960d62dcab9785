import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSecret, signedHeaders } from '@gkg/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRailsRecorder } from '../loop/rails-recorder.ts';
import { indexTask } from '../loop/rails-tasks.ts';
import { until } from './gkg-process.ts';
import { temporaryFolder, type Folder } from './sample-project.ts';
import { serviceProcesses, type ServiceProcess, type ServiceProcesses } from './service-processes.ts';

/*
 * One node of real processes: what the proxy promises when it is killed, when Rails is away, and when a task
 * comes again and again. The pace of heartbeats and retries is a hundred times the usual one; that ten minutes
 * without Rails are bridged at the usual pace is proved with a clock of the test's own (heartbeat-loop.test.ts).
 */
const pace = {
  GKG_PULL_INTERVAL_MS: '100',
  GKG_PULL_INTERVAL_BUSY_MS: '50',
  GKG_TASK_RETRY_DELAY_MS: '100',
  GKG_HEARTBEAT_SAVE_MS: '0',
  GKG_GITLAB_PAUSE_MS_MAX: '500',
  GKG_LOG_LEVEL: 'warn',
};

const json = { 'content-type': 'application/json' };

interface Project {
  readonly id: number;
  readonly namespace_id: number;
  readonly state: string;
  readonly commit: string | null;
}

let data: Folder;
let code: Folder;
let processes: ServiceProcesses;
let proxy: ServiceProcess;
let coordinator: ServiceProcess;
let webserver: ServiceProcess;
let project: Project;

beforeAll(async () => {
  data = temporaryFolder('faults');
  code = temporaryFolder('code');
  git('init', '--quiet', '.');
  commit('first');
  processes = await serviceProcesses(data.path, pace);
  coordinator = await processes.start('coordinator');
  [webserver] = await Promise.all([processes.start('webserver'), processes.start('indexer')]);
  proxy = await processes.start('proxy');
  project = (await api('POST', '', { url: `git+file://${code.path}` })) as unknown as Project;
  await until(async () => (await state()).state === 'ready', 40_000);
});
afterAll(async () => {
  await processes?.endAll();
  [data, code].forEach((folder) => folder.remove());
});

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: code.path, encoding: 'utf8' }).trim();
}

/** A commit that adds one function; answers its id. */
function commit(name: string): string {
  code.write(`${name}.py`, `def ${name}():\n    return 1\n`);
  git('add', '--all');
  git('commit', '--quiet', '-m', name);
  return git('rev-parse', 'HEAD');
}

async function api(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${processes.url('coordinator')}/api/v1/projects${path}`, {
    method,
    ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const graphs = async () => (await fetch(`${processes.url('webserver')}/api/v1/graph_db`)).json();
const state = async () => (await api('GET', `/${project.id}`)) as unknown as Project;
const definitions = (definition: string) => ({ tool: 'get_definition', arguments: { definition } });

/** Straight to the proxy, with a token, as Rails does. */
async function askNode(definition: string): Promise<{ status: number; text: string }> {
  const token = await signedHeaders('rails_to_node', await readSecret(join(data.path, 'secret')));
  const response = await fetch(`${processes.url('proxy')}/kg/api/v1/query`, {
    method: 'POST',
    headers: { ...token, ...json },
    body: JSON.stringify({ namespace_id: project.namespace_id, ...definitions(definition) }),
  });
  return { status: response.status, text: await response.text() };
}

async function expectServed(id: string, definition: string): Promise<void> {
  await until(async () => {
    const { state: now, commit: at } = await state();
    return now === 'ready' && at === id;
  }, 40_000);
  const answer = JSON.stringify(await api('POST', `/${project.id}/query`, definitions(definition)));
  expect(answer).toContain(`${definition}.py`);
  expect(answer).toContain(id);
  // The last callback may have been accepted a moment before it is removed.
  await until(() => readdirSync(join(data.path, 'callbacks')).length === 0);
  expect(readdirSync(join(data.path, 'sources')).filter((name) => /^\d/.test(name))).toEqual([]);
}

async function jobsOf(namespaceId: number): Promise<{ state: string }[]> {
  const answer = (await (await fetch(`${processes.url('indexer')}/api/v1/jobs`)).json()) as {
    jobs: { namespace_id: number; state: string }[];
  };
  return answer.jobs.filter((job) => job.namespace_id === namespaceId);
}

describe('a proxy that is killed', () => {
  test.for([
    'fetch.before',
    'fetch.after',
    'fetch.release',
    'callback.before',
    'callback.after',
    'callback.accepted',
  ] as const)('at %s is started again, and the task comes to its end', async (phase) => {
    await proxy.end('SIGTERM');
    const name = phase.replace('.', '_');
    const id = commit(name);
    proxy = await processes.start('proxy', { GKG_FAILPOINTS: `${phase}=kill@1` });
    await api('POST', `/${project.id}/index`);
    expect(await proxy.ended).toBe('SIGKILL');
    proxy = await processes.start('proxy');
    expect((await askNode('first')).status).toBe(200);
    await expectServed(id, name);
  });

  test('while its job runs is started again, and the task comes to its end', async () => {
    const id = commit('during_the_job');
    await api('POST', `/${project.id}/index`);
    await until(async () => (await jobsOf(project.namespace_id)).some((job) => job.state === 'running'));
    expect(await proxy.end('SIGKILL')).toBe('SIGKILL');
    proxy = await processes.start('proxy');
    await expectServed(id, 'during_the_job');
  });

  test('keeps its identity: it is one node', async () => {
    const response = await fetch(`${processes.url('coordinator')}/api/v1/nodes`);
    const { nodes } = (await response.json()) as { nodes: unknown[] };
    expect(nodes).toHaveLength(1);
  });
});

test('a proxy that is told to stop hands its task over, without a failure that counts', async () => {
  const id = commit('handed_over');
  await api('POST', `/${project.id}/index`);
  await until(async () => (await jobsOf(project.namespace_id)).some((job) => job.state === 'running'));
  expect(await proxy.end('SIGTERM')).toBe('exit 0');
  proxy = await processes.start('proxy');
  await expectServed(id, 'handed_over');
  expect(await api('GET', `/${project.id}`)).toMatchObject({ task: { retries_left: 3 } });
});

test('while Rails is away the node answers and works, and reports when it is back', async () => {
  const id = commit('rails_away');
  await api('POST', `/${project.id}/index`);
  await until(async () => (await jobsOf(project.namespace_id)).some((job) => job.state === 'running'));
  await coordinator.end('SIGKILL');
  await until(() => readdirSync(join(data.path, 'callbacks')).some((name) => name.endsWith('.json')));
  const answers = [];
  for (let i = 0; i < 20; i += 1) answers.push(await askNode('rails_away'));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(answers.at(-1)!.text).toContain(id);
  await proxy.end('SIGKILL');
  proxy = await processes.start('proxy');
  coordinator = await processes.start('coordinator');
  const before = (await jobsOf(project.namespace_id)).length;
  await expectServed(id, 'rails_away');
  expect(await jobsOf(project.namespace_id)).toHaveLength(before);
});

test('a graph whose file is damaged is made anew by the node itself', async () => {
  const served = await state();
  await Promise.all([proxy.end('SIGTERM'), webserver.end('SIGTERM')]);
  const root = join(data.path, 'graphs');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const file = names.find((name) => name.includes(`${project.namespace_id}-`) && name.endsWith('graph.kuzu'));
  truncateSync(join(root, file!), 5000);
  webserver = await processes.start('webserver');
  expect(await graphs()).toMatchObject({ graphs: [], rebuild: [{ namespace_id: project.namespace_id }] });
  proxy = await processes.start('proxy');
  await until(async () => (await askNode('first')).status === 200, 40_000);
  expect(await graphs()).toMatchObject({ graphs: [{ commit: served.commit }], rebuild: [] });
  expect((await state()).state).toBe('ready');
});

test('a task that is delivered fifty times, before and after it is done, is done once', async () => {
  await proxy.end('SIGTERM');
  const rails = await startRailsRecorder(await readSecret(join(data.path, 'secret')));
  rails.answer.pull_frequency = '10ms';
  rails.failing = { callback: 503 };
  const task = indexTask(1, 4711, pathToFileURL(code.path).href);
  rails.tasks.set('1', task);
  proxy = await processes.start('proxy', { GKG_GITLAB_URL: rails.url });
  await until(() => rails.heartbeats.length >= 50, 40_000);
  await until(() => existsSync(join(data.path, 'callbacks', '1.json')), 40_000);
  rails.failing = {};
  await until(() => rails.callbacks.length === 1);
  const beats = rails.heartbeats.length;
  await until(() => rails.heartbeats.length > beats + 5);
  expect([await jobsOf(4711), rails.faults]).toMatchObject([[{ state: 'succeeded' }], []]);
  expect(rails.callbacks).toMatchObject([{ success: true, payload: { task_id: 1 } }]);
  await proxy.end('SIGTERM');
  await rails.close();
});

test('a node that Rails does not know any more drops its graphs', async () => {
  const rails = await startRailsRecorder(await readSecret(join(data.path, 'secret')));
  rails.answer.truncate = true;
  proxy = await processes.start('proxy', { GKG_GITLAB_URL: rails.url });
  await until(async () => (await askNode('first')).status === 404);
  rails.answer.truncate = false;
  expect(await graphs()).toMatchObject({ graphs: [] });
  await until(() => !existsSync(join(data.path, 'truncate.json')));
  expect(JSON.parse(readFileSync(join(data.path, 'node.json'), 'utf8'))).toHaveProperty('uuid');
  expect(rails.faults).toEqual([]);
  await proxy.end('SIGTERM');
  await rails.close();
});

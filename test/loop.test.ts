import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createLogger, loadConfig, requestJson, sourcesRoot } from '@gkg/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startCoordinator, type RunningCoordinator } from '../apps/gkg-coordinator/src/start-coordinator.ts';
import { startProxy, type RunningProxy } from '../apps/gkg-proxy/src/start-proxy.ts';
import { createGitSource } from '../packages/git-source/src/index.ts';
import { anyFullness } from './e2e/gkg-process.ts';
import { startNeighbours, type Neighbours } from './loop/neighbours.ts';

/*
 * The whole loop over real HTTP: a coordinator with its database, a proxy with real git, and a stand-in for
 * indexer and webserver, whose work is proved elsewhere.
 */
let root: string;
/** One node for all tests: another would compete for the projects. */
let nodeDir: string;
let coordinator: RunningCoordinator;
let coordinatorPort = 0;
let proxy: RunningProxy | undefined;
let neighbours: Neighbours;
let code: string;
let serial = 0;

const logger = createLogger('test', { level: 'silent' });

/** A machine that does much else takes its time to make a database. */
const startsTimeoutMs = 60_000;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gkg-loop-')));
  nodeDir = join(root, 'node');
  await startControl();
}, startsTimeoutMs);
afterAll(async () => {
  await coordinator.stop();
  rmSync(root, { recursive: true, force: true });
}, startsTimeoutMs);

beforeEach(async () => {
  serial += 1;
  code = join(root, `code-${serial}`);
  mkdirSync(code);
  writeFileSync(join(code, 'a.py'), 'x = 1\n');
  neighbours = await startNeighbours();
});
afterEach(async () => {
  for (const { id } of (await api('GET', ''))['projects']) await api('DELETE', `/${id}`);
  await proxy?.stop();
  proxy = undefined;
  await neighbours.close();
});

async function startControl(): Promise<void> {
  const settings = { coordinatorPort, pullIntervalMs: 50, queryTimeoutMs: 2000, taskRetryDelayMs: 0 };
  coordinator = await startCoordinator(
    { ...loadConfig({ GKG_DATA_DIR: root, ...anyFullness }), ...settings },
    logger,
  );
  coordinatorPort = Number(new URL(coordinator.url).port);
}

async function startNode(): Promise<RunningProxy> {
  const config = loadConfig({
    GKG_DATA_DIR: nodeDir,
    GKG_PROXY_PORT: '0',
    GKG_NODE_NAME: 'node',
    GKG_GITLAB_URL: coordinator.url,
    GKG_INDEXER_URL: neighbours.url,
    GKG_WEBSERVER_URL: neighbours.url,
    GKG_SECRET_FILE: join(root, 'secret'),
    GKG_PULL_INTERVAL_MS: '50',
    GKG_PROXY_TASKS_MAX: '2',
  });
  const environment = { PATH: process.env['PATH'] ?? '', HOME: root };
  proxy = await startProxy(config, { logger, source: createGitSource({ environment }) });
  return proxy;
}

type Answer = Record<string, any>; // eslint-disable-line typescript/no-explicit-any -- read by assertions

async function api(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
  const url = `${coordinator.url}/api/v1/projects${path}`;
  return (await requestJson(url, {
    method,
    timeoutMs: 5000,
    ...(body === undefined ? {} : { body }),
  })) as Answer;
}

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const stateOf = async (id: number) => (await api('GET', `/${id}`))['state'] as string;
const projectIs = (id: number, state: string) => until(async () => expect(await stateOf(id)).toBe(state));
async function heartbeats(outcome: 'answered' | 'unhealthy'): Promise<number> {
  const text = await (await fetch(`${proxy!.url}/metrics`)).text();
  const series = new RegExp(`gkg_proxy_heartbeats_total\\{outcome="${outcome}".*\\} (\\d+)`);
  return Number(series.exec(text)?.[1] ?? 0);
}
const jobsStarted = () => neighbours.requests.filter(({ line }) => line === 'POST /api/v1/index').length;

function makeRepository(): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: code,
      encoding: 'utf8',
    });
  git('init', '--quiet', '.');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'first');
  return git('rev-parse', 'HEAD').trim();
}

describe('a project', () => {
  test('in a directory is indexed in place, and answers through coordinator and proxy', async () => {
    const commit = makeRepository();
    await startNode();
    const project = await api('POST', '', { path: code });
    expect(await neighbours.seen('POST /api/v1/index')).toMatchObject({
      namespace_id: project['namespace_id'],
      project_id: project['id'],
      repo_dir: code,
      project: `code-${serial}`,
      commit,
    });
    expect(await stateOf(project['id'])).toBe('indexing');
    neighbours.finish();
    await projectIs(project['id'], 'ready');
    expect((await api('GET', `/${project['id']}`))['commit']).toBe(commit);

    const answer = await api('POST', `/${project['id']}/query`, {
      tool: 'repo_map',
      arguments: { depth: 2 },
    });
    expect(answer['asked']).toMatchObject({
      namespace_id: project['namespace_id'],
      tool: 'repo_map',
      arguments: { depth: 2 },
    });
    expect(readdirSync(code).sort()).toEqual(['.git', 'a.py']);
  });

  test('at a git address is cloned for its job and the clone is removed after it', async () => {
    const commit = makeRepository();
    await startNode();
    const project = await api('POST', '', { url: `git+file://${code}` });
    const { repo_dir, root_name } = await neighbours.seen('POST /api/v1/index');
    expect(root_name).toBe(basename(code));
    expect(String(repo_dir).startsWith(sourcesRoot(nodeDir))).toBe(true);
    expect(existsSync(join(String(repo_dir), 'a.py'))).toBe(true);
    neighbours.finish();
    await projectIs(project['id'], 'ready');
    expect((await api('GET', `/${project['id']}`))['commit']).toBe(commit);
    expect(readdirSync(sourcesRoot(nodeDir))).toEqual(['lock']);
  });

  test('is indexed again on request, and its graph deleted when it is removed', async () => {
    await startNode();
    const project = await api('POST', '', { path: code });
    await neighbours.seen('POST /api/v1/index');
    neighbours.finish();
    await projectIs(project['id'], 'ready');
    await api('POST', `/${project['id']}/index`);
    await neighbours.seen('POST /api/v1/index', 2);
    neighbours.finish();
    await api('DELETE', `/${project['id']}`);
    await neighbours.seen(`DELETE /api/v1/graph_db/${project['namespace_id']}`);
    expect((await api('GET', ''))['projects']).toEqual([]);
  });

  test('whose job fails is tried again, then shown as failed with the reason', async () => {
    await startNode();
    const project = await api('POST', '', { path: code });
    for (const attempt of [1, 2, 3]) {
      await neighbours.seen('POST /api/v1/index', attempt);
      neighbours.finish({ error: 'No file is in a supported language.', code: 'no_supported_language' });
    }
    await projectIs(project['id'], 'failed');
    expect((await api('GET', `/${project['id']}`))['task'].error).toEqual({
      error: 'No file is in a supported language.',
      code: 'no_supported_language',
    });
  });

  test('whose directory vanished fails with that reason', async () => {
    const project = await api('POST', '', { path: code });
    rmSync(code, { recursive: true });
    await startNode();
    await projectIs(project['id'], 'failed');
    expect((await api('GET', `/${project['id']}`))['task'].error).toMatchObject({
      code: 'directory_missing',
    });
  });
});

describe('delivery', () => {
  test('again with every heartbeat does not start a task twice', async () => {
    await startNode();
    const project = await api('POST', '', { path: code });
    await neighbours.seen('POST /api/v1/index');
    const before = await heartbeats('answered');
    await until(async () => expect(await heartbeats('answered')).toBeGreaterThan(before + 5));
    neighbours.finish();
    await projectIs(project['id'], 'ready');
    expect(jobsStarted()).toBe(1);
  });

  test('while the node is not healthy does not happen', async () => {
    await startNode();
    await until(async () => expect(await heartbeats('answered')).toBeGreaterThan(0));
    neighbours.ready = false;
    await until(async () => expect(await heartbeats('unhealthy')).toBeGreaterThan(0));
    const project = await api('POST', '', { path: code });
    expect(project['task'].state).toBe('pending');
    neighbours.ready = true;
    await neighbours.seen('POST /api/v1/index');
  });
});

describe('a coordinator that is away', () => {
  test('while a task ends hears of it when it is back', async () => {
    await startNode();
    const project = await api('POST', '', { path: code });
    await neighbours.seen('POST /api/v1/index');
    await coordinator.stop();
    neighbours.finish();
    await until(() => expect(readdirSync(join(nodeDir, 'callbacks'))).toHaveLength(1));
    await startControl();
    await projectIs(project['id'], 'ready');
    expect(jobsStarted()).toBe(1);
    await until(() => expect(readdirSync(join(nodeDir, 'callbacks'))).toEqual([]));
  });

  test('hears of it from the restarted node, which does not repeat the work', async () => {
    await startNode();
    const project = await api('POST', '', { path: code });
    await neighbours.seen('POST /api/v1/index');
    await coordinator.stop();
    neighbours.finish();
    await until(() => expect(readdirSync(join(nodeDir, 'callbacks'))).toHaveLength(1));
    const { uuid } = proxy!;
    await proxy!.stop();
    await startControl();
    expect((await startNode()).uuid).toBe(uuid);
    await projectIs(project['id'], 'ready');
    expect(jobsStarted()).toBe(1);
  });
});

test('a node that stops cancels its job without a callback, and does the task after its restart', async () => {
  await startNode();
  const project = await api('POST', '', { path: code });
  await neighbours.seen('POST /api/v1/index');
  await proxy!.stop();
  await neighbours.seen('DELETE /api/v1/jobs/');
  expect(await stateOf(project['id'])).toBe('indexing');
  await startNode();
  await neighbours.seen('POST /api/v1/index', 2);
  neighbours.finish();
  await projectIs(project['id'], 'ready');
});

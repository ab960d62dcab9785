import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchGitaly, Repository, type GitalyProcess } from '@gkg/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listFiles } from '../packages/code-graph/src/scan/list-files.ts';
import { startNeighbours, type Neighbours } from './loop/neighbours.ts';
import { startRailsRecorder, type RailsRecorder } from './loop/rails-recorder.ts';
import { deleteTask, indexTask } from './loop/rails-tasks.ts';

/*
 * A node of GitLab: a Rails that is strict about the contract, a Gitaly in a process of its own, and a real
 * proxy process between them that is also killed. What indexer and webserver do is proved elsewhere.
 * The tests go on where the one before has ended, as a node does.
 */
const gitalySecret = 'what only Gitaly and Rails know';
const jwtSecret = 'what Rails and the node know';
let root: string;
let rails: RailsRecorder;
let neighbours: Neighbours;
let gitaly: GitalyProcess;
let repository: Repository;
let proxy: ChildProcess | undefined;
let log = '';
let serial = 0;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gkg-node-')));
  writeFileSync(join(root, 'secret'), jwtSecret);
  repository = new Repository(root, '@hashed/9/x.git');
  repository
    .write('.gitignore', 'generated.py\n')
    .write('generated.py', 'y = 2\n')
    .write('a.py', 'x = 1\n')
    .commit();
  rails = await startRailsRecorder(jwtSecret);
  neighbours = await startNeighbours();
  gitaly = await launchGitaly({ storages: { default: root }, secret: gitalySecret });
  startNode();
});
afterAll(async () => {
  await kill();
  await Promise.all([rails.close(), neighbours.close(), gitaly.kill()]);
  rmSync(root, { recursive: true, force: true });
});

function startNode(): void {
  const main = join(import.meta.dirname, '..', 'apps', 'gkg-proxy', 'src', 'main.ts');
  proxy = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      HOME: root,
      GKG_DATA_DIR: join(root, 'node'),
      GKG_PROXY_PORT: '0',
      GKG_GITLAB_URL: rails.url,
      GKG_INDEXER_URL: neighbours.url,
      GKG_WEBSERVER_URL: neighbours.url,
      GKG_SECRET_FILE: join(root, 'secret'),
      GKG_PULL_INTERVAL_MS: '50',
      GKG_LOG_LEVEL: 'trace',
      GKG_SOURCE_SCHEMES: 'tcp',
      GKG_GITALY_ATTEMPTS_MAX: '3',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [proxy.stdout, proxy.stderr])
    stream?.on('data', (chunk: Buffer) => (log += chunk.toString()));
}

async function kill(): Promise<void> {
  if (proxy === undefined || proxy.exitCode !== null || proxy.signalCode !== null) return;
  const ended = once(proxy, 'exit');
  proxy.kill('SIGKILL');
  await ended;
}

const poll = <Value>(value: () => Value | Promise<Value>) =>
  expect.poll(value, { timeout: 15_000, interval: 20 });
const sources = () => readdirSync(join(root, 'node', 'sources')).filter((name) => /^\d/.test(name));
const indexings = () => neighbours.requests.filter(({ line }) => line === 'POST /api/v1/index');

function giveTask(namespaceId: number, Token = gitalySecret, address = gitaly.address): void {
  serial += 1;
  rails.tasks.set(String(serial), indexTask(serial, namespaceId, address, '', { Token }));
}

/** Gives a task, and answers with what the indexer was asked; the job is still running. */
async function indexing(namespaceId: number): Promise<{ repo_dir: string; commit: string }> {
  const count = indexings().length + 1;
  giveTask(namespaceId);
  await poll(() => indexings().length).toBe(count);
  return indexings()[count - 1]!.body as unknown as { repo_dir: string; commit: string };
}

async function finished(): Promise<Record<string, unknown>> {
  const count = rails.callbacks.length + 1;
  neighbours.finish();
  await poll(() => rails.callbacks.length).toBe(count);
  return rails.callbacks[count - 1]!;
}

test('a task of Rails is fetched from Gitaly, and the indexer sees every file of the commit', async () => {
  const { repo_dir: directory, commit } = await indexing(7);
  expect(commit).toBe(repository.git('rev-parse', 'HEAD'));
  const files = (await listFiles(directory)).map(({ path }) => path);
  expect(files).toEqual(['.gitignore', 'a.py', 'generated.py']);
  const callback = await finished();
  expect(callback).toMatchObject({
    success: true,
    additional_payload: { commit, fetch: { how: 'archive', files: 3 } },
  });
  expect(sources()).toEqual(['7']);
});

test('the next task fetches what was pushed since, and nothing else', async () => {
  const pushed = repository.write('b.py', 'z = 3\n').remove('a.py').commit();
  const { repo_dir: directory, commit } = await indexing(7);
  expect(commit).toBe(pushed);
  expect((await listFiles(directory)).map(({ path }) => path)).toEqual([
    '.gitignore',
    'b.py',
    'generated.py',
  ]);
  expect(sources()).toEqual([expect.stringMatching(new RegExp(`^7-${serial}-`))]);
  expect(await finished()).toMatchObject({
    additional_payload: { fetch: { how: 'changes', filesFetched: 1 } },
  });
});

test('a proxy that is killed in the middle of a fetch does it after its restart; what was kept is still there', async () => {
  await gitaly.misbehave({ method: 'GetArchive', how: { kind: 'hang' } });
  const before = (await gitaly.calls()).length;
  giveTask(8);
  const asked = async () => (await gitaly.calls()).slice(before).map(({ method }) => method);
  await poll(asked).toContain('GetArchive');
  await kill();
  await gitaly.behave();
  const count = indexings().length + 1;
  startNode();
  await poll(() => indexings().length).toBe(count);
  expect(await finished()).toMatchObject({
    success: true,
    additional_payload: { fetch: { how: 'archive' } },
  });
  await indexing(7);
  expect(await finished()).toMatchObject({ additional_payload: { fetch: { how: 'unchanged' } } });
  expect(sources().toSorted((a, b) => a.localeCompare(b))).toEqual(['7', '8']);
});

test('a proxy that is killed while the indexer works loses the kept tree, and fetches all of it again', async () => {
  await indexing(7);
  const count = indexings().length;
  await kill();
  neighbours.finish();
  startNode();
  await poll(() => indexings().length).toBe(count + 1);
  expect(await finished()).toMatchObject({
    success: true,
    additional_payload: { fetch: { how: 'archive' } },
  });
});

test('a Gitaly that stays away fails the task with a reason', async () => {
  const count = rails.callbacks.length + 1;
  await gitaly.kill();
  giveTask(9);
  await poll(() => rails.callbacks.length).toBe(count);
  expect(rails.callbacks.at(-1)).toMatchObject({ success: false, error: 'Gitaly is not reachable.' });
  gitaly = await launchGitaly({ storages: { default: root }, secret: gitalySecret });
});

test('a secret that is wrong fails the task with a reason', async () => {
  const count = rails.callbacks.length + 1;
  giveTask(9, 'not the secret');
  await poll(() => rails.callbacks.length).toBe(count);
  expect(rails.callbacks.at(-1)).toMatchObject({
    success: false,
    error: 'Gitaly refuses the token: check its secret, and the clocks of both sides.',
    additional_payload: { code: 'source_unavailable' },
  });
});

test('an address that the node does not allow is not dialled', async () => {
  const count = rails.callbacks.length + 1;
  giveTask(9, gitalySecret, 'https://gitlab.example/a.git');
  await poll(() => rails.callbacks.length).toBe(count);
  expect(rails.callbacks.at(-1)).toMatchObject({
    success: false,
    additional_payload: { code: 'invalid_request' },
  });
});

test('what was kept goes with the graph', async () => {
  const count = rails.callbacks.length + 1;
  serial += 1;
  rails.tasks.set(String(serial), deleteTask(serial, 7));
  await poll(() => rails.callbacks.length).toBe(count);
  expect(sources()).toEqual(['8']);
});

test('Rails saw nothing that the contract does not have, and no secret is in a log, a callback or a file', async () => {
  // So that no file is renamed or removed while all of them are read.
  await kill();
  expect(rails.faults).toEqual([]);
  const told = [
    log,
    JSON.stringify(rails.callbacks),
    JSON.stringify(neighbours.requests),
    ...filesBelow(join(root, 'node')),
  ];
  expect(log.length).toBeGreaterThan(1000);
  for (const text of told) {
    for (const secret of [gitalySecret, jwtSecret, 'not the secret']) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/v2\.[0-9a-f]{64}\.\d+/);
  }
});

function filesBelow(directory: string): string[] {
  expect(existsSync(directory)).toBe(true);
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}

import { readFile, readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listStaged } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, createHarness, jobUntil } from './fixtures/indexer-harness.ts';
import type { Harness } from './fixtures/indexer-harness.ts';
import { residentBytes } from './resident-memory.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stop());

const parsing = (job: { progress: { phase: string } }) => job.progress.phase === 'parse';
const staged = async () => (await listStaged(harness.dataDir)).map(({ directory }) => basename(directory));
const MIB = 1024 ** 2;

/** Processes of jobs of this test's process that still live. */
async function liveJobProcesses(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => describeProcess(pid)));
  return lines.filter((line) => line.includes('scripted-job') && line.includes(`ppid=${process.pid} `));
}

async function describeProcess(pid: string): Promise<string> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const ppid = (await read('stat')).split(') ').at(-1)?.split(' ')[1];
  return `ppid=${ppid} ${await read('cmdline')}`;
}

test.for(['hang', 'spin'] as const)(
  'a cancel really stops the work of a job that would %s',
  async (script) => {
    const client = clientOf(await harness.start({}, { cancelGraceMs: 300 }));
    const job = await client.index({ repo_dir: await harness.source(script) });
    await jobUntil(client, job.id, parsing);
    expect(await client.cancel(job.id)).toMatchObject({ state: 'canceled', error: { code: 'job_canceled' } });
    expect(await liveJobProcesses()).toEqual([]);
    expect(await staged()).toEqual([]);
    expect((await client.cancel(job.id)).state).toBe('canceled');
    expect(harness.webserver.swaps).toEqual([]);
  },
);

test('a cancel ends a job that waits at once, without a process', async () => {
  const client = clientOf(await harness.start());
  await client.index({ namespace_id: 1, repo_dir: await harness.source('hang') });
  const waiting = await client.index({ namespace_id: 2, repo_dir: await harness.source('succeed') });
  expect(await client.cancel(waiting.id)).toMatchObject({ state: 'canceled', started_at: null });
});

test.for([
  ['crash', {}, /signal SIGSEGV/],
  ['heap', { jobMemoryBytesMax: 160 * MIB }, /signal SIGABRT|exit code 134|bytes of memory/],
  ['memory', { jobMemoryBytesMax: 300 * MIB }, /more than its 314572800 bytes of memory/],
  ['spin', { jobTimeoutMs: 1000 }, /longer than 1000 ms/],
] as const)('a job that would %s fails alone', async ([script, settings, message]) => {
  const client = clientOf(await harness.start(settings, { cancelGraceMs: 100 }));
  const failed = await client.index({ repo_dir: await harness.source(script), wait: true });
  expect(failed.state).toBe('failed');
  expect(failed.error?.error).toMatch(message);
  expect(await staged()).toEqual([]);
  const next = await client.index({ repo_dir: await harness.source('succeed'), wait: true });
  expect(next.state).toBe('succeeded');
});

test('the webserver is asked again until it takes the graph', async () => {
  let refusals = 2;
  harness.webserver.respond = () =>
    Promise.resolve(
      refusals-- > 0
        ? { status: 503, body: { error: 'Starting.', code: 'not_ready', detail: {} } }
        : { status: 200, body: {} },
    );
  const client = clientOf(await harness.start());
  const job = await client.index({ repo_dir: await harness.source('succeed'), wait: true });
  expect(job.state).toBe('succeeded');
  expect(harness.webserver.swaps).toHaveLength(3);
  expect(await client.metrics()).toMatch(/gkg_indexer_notify_retries_total\{.*kind="not_ready".*\} 2/);
});

test('without a webserver the job fails after its attempts, and the next one clears its graph', async () => {
  const client = clientOf(await harness.start({ webserverUrl: 'http://127.0.0.1:1', notifyAttemptsMax: 2 }));
  const repo_dir = await harness.source('succeed');
  const first = await client.index({ repo_dir, wait: true });
  expect(first).toMatchObject({ state: 'failed', error: { code: 'upstream_unavailable' } });
  expect(await staged()).toEqual([`7-${first.id}`]);
  const second = await client.index({ repo_dir, wait: true });
  expect(await staged()).toEqual([`7-${second.id}`]);
});

test('a graph that the webserver refuses is not offered again', async () => {
  const body = { error: 'The graph is broken.', code: 'graph_invalid', detail: {} };
  harness.webserver.respond = () => Promise.resolve({ status: 500, body });
  const client = clientOf(await harness.start());
  const job = await client.index({ repo_dir: await harness.source('succeed'), wait: true });
  expect(job).toMatchObject({ state: 'failed', error: { code: 'graph_invalid' } });
  expect(harness.webserver.swaps).toHaveLength(1);
  expect(await staged()).toEqual([]);
});

test('a cancel during the swap does not undo it', async () => {
  const swapping = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  harness.webserver.respond = async () => {
    swapping.resolve();
    await release.promise;
    return { status: 200, body: {} };
  };
  const client = clientOf(await harness.start());
  const { id } = await client.index({ repo_dir: await harness.source('succeed') });
  await swapping.promise;
  const canceled = client.cancel(id);
  expect((await client.job(id)).progress.phase).toBe('notify');
  release.resolve();
  expect((await canceled).state).toBe('succeeded');
});

test('the stop answers those who wait, and leaves no process behind', async () => {
  const indexer = await harness.start({}, { cancelGraceMs: 300 });
  const client = clientOf(indexer);
  const running = client.index({ namespace_id: 1, repo_dir: await harness.source('hang'), wait: true });
  const waiting = client.index({ namespace_id: 2, repo_dir: await harness.source('hang'), wait: true });
  while ((await client.list()).jobs.length < 2) await delay(10);
  const stopped = indexer.stop();
  for (const job of [await running, await waiting]) {
    expect(job).toMatchObject({ state: 'failed', error: { code: 'shutting_down' } });
  }
  await stopped;
  expect(await liveJobProcesses()).toEqual([]);
});

test('resident memory is read of a live process and of no other', async () => {
  expect(await residentBytes(process.pid)).toBeGreaterThan(MIB);
  expect(await residentBytes(2 ** 22 + 1)).toBeUndefined();
});

test.for(['hang', 'spin'] as const)(
  'a volume below the watermark stops a job that would %s, whoever filled it',
  async (script) => {
    const settings = { diskFreeBytesMin: Number.MAX_SAFE_INTEGER };
    const client = clientOf(await harness.start(settings, { cancelGraceMs: 300 }));
    const job = await client.index({ repo_dir: await harness.source(script), wait: true });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
    expect(await staged()).toEqual([]);
    expect(await liveJobProcesses()).toEqual([]);
  },
);

import { mkdir, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, createHarness, jobUntil } from './fixtures/indexer-harness.ts';
import type { Harness } from './fixtures/indexer-harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stop());

const parsing = (job: { progress: { phase: string } }) => job.progress.phase === 'parse';

test('a request becomes a job that ends when the webserver serves its graph', async () => {
  const client = clientOf(await harness.start());
  const accepted = await client.index({ repo_dir: await harness.source('succeed') });
  expect(accepted).toMatchObject({ namespace_id: 7, project_id: 3, finished_at: null, error: null });
  const job = await jobUntil(client, accepted.id, (seen) => seen.finished_at !== null);
  expect(job).toMatchObject({ state: 'succeeded', progress: { phase: 'done' }, statistics: { files: 3 } });
  expect(Object.keys(job.statistics!.phase_seconds)).toEqual(['parse', 'notify']);
  expect(harness.webserver.swaps).toEqual([
    { namespaceId: 7, file: join(harness.dataDir, 'staged', `7-${job.id}`) },
  ]);
});

test('query parameters do as well as a body, and wait=true answers when the job has ended', async () => {
  const indexer = await harness.start();
  const parameters = new URLSearchParams({
    namespace_id: '9',
    project_id: '4',
    repo_dir: await harness.source('succeed'),
    wait: 'true',
  });
  const answer = await fetch(`${indexer.url}/api/v1/index?${parameters.toString()}`, { method: 'POST' });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ namespace_id: 9, state: 'succeeded' });
});

test.for([
  [{ repo_dir: 'relative/path' }, /repo_dir: expected an absolute path/],
  [{ repo_dir: '' }, /^repo_dir: /],
  [{ repo_dir: '/x', namespace_id: -1 }, /^namespace_id: /],
  [{ repo_dir: '/x', wait: 'perhaps' }, /^wait: /],
] as const)('a request with a wrong field is refused, naming it: %o', async ([body, message]) => {
  const client = clientOf(await harness.start());
  await expect(client.index(body)).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringMatching(message),
  });
});

test('an error of the work is the error of the job, and its leftovers are gone', async () => {
  const client = clientOf(await harness.start());
  const job = await client.index({ repo_dir: await harness.source('refuse'), wait: true });
  expect(job).toMatchObject({
    state: 'failed',
    error: { code: 'no_supported_language', error: 'Nothing to parse.', detail: { files: 3 } },
  });
  expect(await readdir(join(harness.dataDir, 'staged'))).toEqual(['lock']);
  expect(harness.webserver.swaps).toEqual([]);
});

test('an identical request joins a job that waits, another one for its namespace is refused', async () => {
  const client = clientOf(await harness.start());
  const running = await client.index({ namespace_id: 1, repo_dir: await harness.source('hang') });
  const repo_dir = await harness.source('succeed');
  const waiting = await client.index({ repo_dir });
  expect(waiting.state).toBe('queued');
  expect((await client.index({ repo_dir })).id).toBe(waiting.id);
  await expect(client.index({ repo_dir, commit: 'abc' })).rejects.toMatchObject({
    kind: 'job_running',
    detail: { job_id: waiting.id, state: 'queued' },
  });
  await client.cancel(running.id);
  expect((await jobUntil(client, waiting.id, (job) => job.finished_at !== null)).state).toBe('succeeded');
});

test('a running job is joined for the same commit only: a directory may have changed meanwhile', async () => {
  const client = clientOf(await harness.start({ indexerJobsMax: 2 }));
  const repo_dir = await harness.source('hang');
  const atCommit = await client.index({ repo_dir, commit: 'abc' });
  await jobUntil(client, atCommit.id, parsing);
  expect((await client.index({ repo_dir, commit: 'abc' })).id).toBe(atCommit.id);
  const ofTree = await client.index({ namespace_id: 8, repo_dir });
  await jobUntil(client, ofTree.id, parsing);
  await expect(client.index({ namespace_id: 8, repo_dir })).rejects.toMatchObject({ kind: 'job_running' });
});

test('a full queue refuses with the time to come back', async () => {
  const indexer = await harness.start({ queueMax: 1 });
  const client = clientOf(indexer);
  const repo_dir = await harness.source('hang');
  await client.index({ namespace_id: 1, repo_dir });
  await client.index({ namespace_id: 2, repo_dir });
  const answer = await fetch(`${indexer.url}/api/v1/index`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ namespace_id: 3, project_id: 1, repo_dir }),
  });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ code: 'queue_full' });
  expect(await client.metrics()).toMatch(/gkg_indexer_requests_refused_total\{.*kind="queue_full".*\} 1/);
});

test('jobs are listed youngest first, the ended ones up to a bound, and an unknown one is said', async () => {
  const client = clientOf(await harness.start({ jobsKeptMax: 2 }));
  const repo_dir = await harness.source('succeed');
  const ids: string[] = [];
  for (const namespace_id of [1, 2, 3]) {
    ids.push((await client.index({ namespace_id, repo_dir, wait: true })).id);
  }
  expect((await client.list()).jobs.map((job) => job.id)).toEqual([ids[2], ids[1]]);
  await expect(client.job(ids[0]!)).rejects.toMatchObject({ kind: 'unknown_job' });
});

test('the start removes what dead jobs left, but not a fetch that may be going on', async () => {
  const old = new Date(Date.now() - 10_000_000);
  for (const name of ['staged/7-dead', 'sources/7-dead', 'sources/8-fresh', 'graphs/07/7']) {
    await mkdir(join(harness.dataDir, name), { recursive: true });
  }
  await utimes(join(harness.dataDir, 'sources/7-dead'), old, old);
  const client = clientOf(await harness.start());
  expect(await readdir(join(harness.dataDir, 'staged'))).toEqual(['lock']);
  expect(await readdir(join(harness.dataDir, 'sources'))).toEqual(['8-fresh']);
  expect(await readdir(join(harness.dataDir, 'graphs/07'))).toEqual(['7']);
  expect(await client.metrics()).toMatch(/gkg_indexer_leftovers_removed_total\{.*\} 2/);
});

test('a second indexer on the same data directory is refused before it cleans up', async () => {
  const indexer = await harness.start();
  await mkdir(join(harness.dataDir, 'staged/7-running'), { recursive: true });
  await expect(harness.start()).rejects.toMatchObject({ kind: 'data_dir_locked' });
  expect(await readdir(join(harness.dataDir, 'staged'))).toContain('7-running');
  await indexer.stop();
  await harness.start();
});

test('metrics tell outcomes, phases, skipped files and load', async () => {
  const client = clientOf(await harness.start());
  await client.index({ repo_dir: await harness.source('succeed'), wait: true });
  await client.index({ repo_dir: await harness.source('refuse'), wait: true });
  const running = await client.index({ repo_dir: await harness.source('hang') });
  await jobUntil(client, running.id, parsing);
  const metrics = await client.metrics();
  expect(metrics).toMatch(/gkg_indexer_jobs_total\{.*outcome="succeeded".*\} 1/);
  expect(metrics).toMatch(/gkg_indexer_jobs_total\{.*outcome="no_supported_language".*\} 1/);
  expect(metrics).toMatch(/gkg_indexer_phase_seconds_count\{.*phase="parse".*\} 1/);
  expect(metrics).toMatch(/gkg_indexer_files_skipped_total\{.*reason="binary".*\} 1/);
  expect(metrics).toMatch(/gkg_indexer_jobs_running\{.*\} 1/);
  expect(metrics).toMatch(/gkg_indexer_queue_length\{.*\} 0/);
});

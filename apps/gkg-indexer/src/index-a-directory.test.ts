import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifest } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import { manifestFileName } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, createHarness } from './fixtures/indexer-harness.ts';
import type { Harness } from './fixtures/indexer-harness.ts';

const jobEntry = fileURLToPath(new URL('job-process.ts', import.meta.url));
let harness: Harness;
let directory = '';
beforeEach(async () => {
  harness = await createHarness();
  directory = await mkdtemp(join(tmpdir(), 'gkg-shop-'));
});
afterEach(async () => {
  await harness.stop();
  await rm(directory, { recursive: true });
});

test('a real job parses, loads and stages, and the webserver gets a graph with its manifest', async () => {
  await writeFile(join(directory, 'cart.py'), 'class Cart:\n    def total(self):\n        return 1\n');
  let staged: Manifest | undefined;
  harness.webserver.respond = async (_namespaceId, file) => {
    staged = manifest.parse(JSON.parse(await readFile(join(file, manifestFileName), 'utf8')));
    return { status: 200, body: {} };
  };
  const client = clientOf(await harness.start({ indexerThreads: 1 }, { jobEntry }));
  const job = await client.index({ repo_dir: directory, project: 'shop', commit: 'abc', wait: true });
  expect(job).toMatchObject({ state: 'succeeded', error: null });
  expect(job.statistics).toMatchObject({ files: 1, files_parsed: 1, languages: { python: 1 } });
  expect(Object.keys(job.statistics!.phase_seconds)).toEqual([
    'scan',
    'parse',
    'resolve',
    'load',
    'checkpoint',
    'stage',
    'notify',
  ]);
  expect(staged).toMatchObject({ namespace_id: 7, project_id: 3, project: 'shop', commit: 'abc' });
  expect(staged!.counts.nodes['Definition']).toBe(2);
});

test('a source that cannot be indexed fails the job with its kind', async () => {
  const client = clientOf(await harness.start({}, { jobEntry }));
  const missing = await client.index({ repo_dir: join(directory, 'absent'), wait: true });
  expect(missing).toMatchObject({ state: 'failed', error: { code: 'directory_missing' } });
  const empty = await client.index({ repo_dir: directory, wait: true });
  expect(empty).toMatchObject({ state: 'failed', error: { code: 'no_files' } });
  expect(harness.webserver.swaps).toEqual([]);
});

test('below the watermark of the volume no job does work', async () => {
  await writeFile(join(directory, 'cart.py'), 'x = 1\n');
  const client = clientOf(await harness.start({ diskFreeBytesMin: Number.MAX_SAFE_INTEGER }, { jobEntry }));
  const job = await client.index({ repo_dir: directory, wait: true });
  expect(job).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
});

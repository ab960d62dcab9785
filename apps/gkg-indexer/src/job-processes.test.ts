import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createUndo } from '@gkg/runtime';
import type { Undo } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobOrder } from './job-messages.ts';
import { createJobProcesses } from './job-processes.ts';
import type { WarmLimits } from './job-processes.ts';

let undo: Undo;
let root = '';
beforeEach(async () => {
  undo = createUndo();
  root = await mkdtemp(join(tmpdir(), 'gkg-processes-'));
  undo.add(() => rm(root, { recursive: true }));
});
afterEach(() => undo.run());

const entry = fileURLToPath(new URL('fixtures/scripted-job.ts', import.meta.url));

function open(warm: Partial<WarmLimits> = {}) {
  const limits = { processesMax: 2, bytesMax: 4 * 1024 ** 3, idleMs: 60_000, ...warm };
  const processes = createJobProcesses({ entry, memoryBytesMax: 0, graceMs: 2000 }, limits);
  undo.add(() => processes.close());
  const run = async (namespaceId: number, script: string) => {
    await writeFile(join(root, 'script'), script);
    const { statistics } = await processes.run(
      order(namespaceId),
      () => undefined,
      new AbortController().signal,
    );
    // The scripted job counts the jobs of its process.
    return statistics.files;
  };
  return { processes, run };
}

function order(namespaceId: number): JobOrder {
  return {
    job: 'j1',
    directory: root,
    namespaceId,
    projectId: 1,
    project: undefined,
    rootName: undefined,
    commit: undefined,
    dataDir: join(root, 'data'),
    threads: 1,
    fileTimeoutMs: 1000,
    threadHeapBytesMax: 1024 ** 3,
    diskFreeBytesMin: 0,
    cacheBytesMax: 0,
    keptSourceBytesMax: 0,
    force: false,
    origin: null,
    traces: null,
    logLevel: 'silent',
    failpoints: '',
  };
}

test('the next job of a namespace runs in the process of the one before, and of no other', async () => {
  const { run, processes } = open();
  expect(await run(1, 'count')).toBe(1);
  expect(await run(1, 'count')).toBe(2);
  expect(await run(2, 'count')).toBe(1);
  expect(await run(1, 'count')).toBe(3);
  expect(processes.idle().count).toBe(2);
  expect(processes.idle().bytes).toBeGreaterThan(20_000_000);
});

test('of too many idle processes the one that is idle longest ends', async () => {
  const { run, processes } = open({ processesMax: 2 });
  for (const namespaceId of [1, 2, 1, 3]) await run(namespaceId, 'count');
  expect(processes.idle().count).toBe(2);
  expect(await run(1, 'count')).toBe(3);
  expect(await run(2, 'count')).toBe(1);
});

test('idle processes hold no more memory together than they may', async () => {
  const { run, processes } = open({ bytesMax: 1_000_000 });
  await run(1, 'count');
  expect(processes.idle()).toEqual({ count: 0, bytes: 0 });
});

test('an idle process ends after its time', async () => {
  const { run, processes } = open({ idleMs: 50 });
  await run(1, 'count');
  await expect.poll(() => processes.idle().count).toBe(0);
  expect(await run(1, 'count')).toBe(1);
});

test('a process that failed, or died while it was idle, is not used again', async () => {
  const { run, processes } = open();
  await run(1, 'count');
  await expect(run(1, 'refuse')).rejects.toMatchObject({ kind: 'no_supported_language' });
  expect(await run(1, 'count')).toBe(1);
  await expect(run(1, 'crash')).rejects.toMatchObject({ kind: 'job_failed' });
  expect(await run(1, 'die-later')).toBe(1);
  await expect.poll(() => processes.idle().count).toBe(0);
  expect(await run(1, 'count')).toBe(1);
});

test('the end leaves no process behind', async () => {
  const { run, processes } = open();
  await run(1, 'count');
  await processes.close();
  expect(processes.idle().count).toBe(0);
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { acquireLease, graphDir, partLock } from '@gkg/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { createLeftovers } from './leftovers.ts';
import type { OpenJob } from './leftovers.ts';

test('a sweep removes what is of nobody, and nothing that is in use', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gkg-leftovers-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const lease = await acquireLease(partLock(dataDir, 'staged'));
  onTestFinished(() => lease.release());
  const make = (...paths: string[]) =>
    Promise.all(paths.map((path) => mkdir(join(dataDir, path), { recursive: true })));
  await make(
    'staged/7-dead',
    'staged/2-open',
    'staged/3-complete',
    'cache/1',
    'cache/2',
    'cache/3',
    'cache/4',
  );
  await make('sources/5-task', 'sources/6-task');
  for (const name of ['5-task', '6-task']) await utimes(join(dataDir, 'sources', name), 1, 1);
  await writeFile(join(dataDir, 'staged/3-complete/manifest.json'), '');
  await mkdir(dirname(graphDir(dataDir, 4)), { recursive: true });
  await symlink('4-one.00112233', graphDir(dataDir, 4));
  const open: OpenJob = { namespaceId: 2, staged: '2-open', source: join(dataDir, 'sources/6-task') };
  const leftovers = createLeftovers({ dataDir, lease, jobMsMax: 0, openJobs: () => [open] });
  expect(await leftovers.sweep()).toBe(3);
  const left = (paths: readonly string[]) => paths.filter((path) => existsSync(join(dataDir, path)));
  const kept = ['staged/2-open', 'staged/3-complete', 'cache/2', 'cache/3', 'cache/4', 'sources/6-task'];
  const gone = ['staged/7-dead', 'cache/1', 'sources/5-task'];
  expect(left([...kept, ...gone])).toEqual(kept);
});

test('a fetch that goes on while the clock is set forward is not taken for dead', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gkg-leftovers-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const lease = await acquireLease(partLock(dataDir, 'staged'));
  onTestFinished(() => lease.release());
  const leftovers = createLeftovers({ dataDir, lease, jobMsMax: 3_600_000, openJobs: () => [] });
  await leftovers.sweep();
  const source = join(dataDir, 'sources/5-task');
  await mkdir(source, { recursive: true });
  await utimes(source, new Date(0), new Date(0));
  expect(await leftovers.sweep()).toBe(0);
  expect(await leftovers.sweep()).toBe(0);
});

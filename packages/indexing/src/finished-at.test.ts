import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphDir, manifestFileName } from '@gkg/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { finishedAt } from './finished-at.ts';

async function dataDirWith(manifest: string | undefined): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gkg-finished-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  await mkdir(graphDir(dataDir, 7), { recursive: true });
  if (manifest !== undefined) await writeFile(join(graphDir(dataDir, 7), manifestFileName), manifest);
  return dataDir;
}

test('it is later than what is served, whatever the clock says', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const dataDir = await dataDirWith(JSON.stringify({ finished_at: tomorrow }));
  const finished = await finishedAt(dataDir, 7);
  expect(finished > tomorrow).toBe(true);
  expect(Date.parse(finished) - Date.parse(tomorrow)).toBe(1);
});

test.each([undefined, '{"finished_at":"yesterday"}', '{}', 'no JSON'])(
  'it is now, where what is served says %j',
  async (manifest) => {
    const before = new Date().toISOString();
    const finished = await finishedAt(await dataDirWith(manifest), 7);
    expect(finished >= before && finished <= new Date().toISOString()).toBe(true);
  },
);

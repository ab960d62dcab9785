import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isDiskFull, requireFreeSpace } from './disk-space.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gkg-disk-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('work starts above the watermark, also in a directory that is still to be made', async () => {
  await expect(requireFreeSpace(join(directory, 'data'), 1)).resolves.toBeUndefined();
});

test('work does not start below the watermark, and the error says how much is missing', async () => {
  const { blocks, bsize } = await statfs(directory);
  const required = blocks * bsize + 1;
  await expect(requireFreeSpace(directory, required)).rejects.toMatchObject({
    kind: 'disk_full',
    detail: { required_bytes: required, free_bytes: expect.any(Number) },
  });
});

test.runIf(process.platform === 'linux')(
  'a write that the system refuses for want of space is told',
  async () => {
    const refused = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
    expect(isDiskFull(refused)).toBe(true);
    expect(isDiskFull(new GkgError('engine_failed', 'COPY failed.', { cause: refused }))).toBe(true);
  },
);

test('the sentence of the engine is understood, other errors are not taken for it', () => {
  expect(isDiskFull(new Error('IO exception: Cannot write. No space left on device'))).toBe(true);
  expect(isDiskFull(new Error('IO exception: Cannot open file'))).toBe(false);
  expect(isDiskFull('ENOSPC')).toBe(false);
});

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { whileDiskLasts } from './watch-disk.ts';

const mebibyte = 1024 * 1024;

async function smallVolume(): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-volume-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8M', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory]);
  });
  return directory;
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

test('work is stopped when the volume falls below the watermark, whoever fills it', async (context) => {
  const volume = await smallVolume();
  context.skip(volume === undefined, 'mounting is not allowed here');
  const { signal } = new AbortController();
  const working = whileDiskLasts(volume!, 4 * mebibyte, untilAborted, signal);
  await writeFile(join(volume!, 'other'), Buffer.alloc(6 * mebibyte));
  await expect(working).rejects.toMatchObject({ kind: 'disk_full' });
});

test('work on a volume with space is left alone, and its caller may stop it', async () => {
  const { signal } = new AbortController();
  await expect(whileDiskLasts(tmpdir(), 0, () => Promise.resolve(7), signal)).resolves.toBe(7);
  const canceled = AbortSignal.abort(new Error('canceled'));
  await expect(
    whileDiskLasts(tmpdir(), 0, (inner) => Promise.reject(inner.reason as Error), canceled),
  ).rejects.toThrow('canceled');
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from './database.ts';

/** A volume of its own; false where mounting is not allowed. */
function mountSmallVolume(directory: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return true;
}

test('on a full volume the database says what it lacks, and opens when there is space', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'gkg-coordinator-volume-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  context.skip(!mountSmallVolume(directory, '20m'), 'mounting is not allowed here');
  await expect(openDatabase(directory)).rejects.toMatchObject({ kind: 'disk_full' });
  execFileSync('mount', ['-o', 'remount,size=200m', directory]);
  await (await openDatabase(directory)).close();
});

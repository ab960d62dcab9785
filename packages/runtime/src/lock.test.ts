import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from './lock.ts';

const lockModule = fileURLToPath(new URL('lock.ts', import.meta.url));
const locked = expect.objectContaining({ kind: 'data_dir_locked' });
let directory = '';
let file = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gkg-lock-'));
  file = join(directory, 'data', 'lock');
});
afterEach(() => rm(directory, { recursive: true }));

/** A process that takes the lock, says so, and stays until it is killed. */
async function holdElsewhere() {
  const script = `
    const { acquireLock } = await import(${JSON.stringify(lockModule)});
    await acquireLock(${JSON.stringify(file)});
    process.stdout.write('held');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 2],
  });
  await once(holder.stdout!, 'data');
  return holder;
}

test('a lock is held by one, and free again after its release', async () => {
  const lock = await acquireLock(file);
  await expect(acquireLock(file)).rejects.toThrow(locked);
  await lock.release();
  await (await acquireLock(file)).release();
  expect(await readdir(file)).toEqual([]);
});

test('the lock of another process is respected while it lives and taken over when it was killed', async () => {
  const holder = await holdElsewhere();
  await expect(acquireLock(file)).rejects.toThrow(new RegExp(`in use by process ${holder.pid}\\.`));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await acquireLock(file);
  expect(await readdir(file)).toHaveLength(2);
  await lock.release();
});

test.runIf(process.platform === 'linux')(
  'a process id that was given out again is not the holder',
  async () => {
    await mkdir(file, { recursive: true });
    await writeFile(join(file, `${process.pid}-1-aa.want`), '');
    await writeFile(join(file, `${process.pid}-1-aa.held`), '');
    const lock = await acquireLock(file);
    expect(await readdir(file)).not.toContain(`${process.pid}-1-aa.held`);
    await lock.release();
  },
);

test('of many that find a dead lock exactly one takes it over', async () => {
  await mkdir(file, { recursive: true });
  for (let round = 0; round < 5; round += 1) {
    await writeFile(join(file, `${2 ** 22 + 1}--aa.want`), '');
    await writeFile(join(file, `${2 ** 22 + 1}--aa.held`), '');
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => acquireLock(file)));
    const taken = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await taken[0]!.value.release();
  }
});

test('a foreign file is no lock; a release does not touch the lock of a successor', async () => {
  await mkdir(file, { recursive: true });
  await writeFile(join(file, 'notes.txt'), '');
  const first = await acquireLock(file);
  await first.release();
  const second = await acquireLock(file);
  await first.release();
  await expect(acquireLock(file)).rejects.toThrow(locked);
  await second.release();
});

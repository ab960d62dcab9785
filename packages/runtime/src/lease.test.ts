import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { acquireLease } from './lease.ts';

const fixture = fileURLToPath(new URL('fixtures/lease-holder.ts', import.meta.url));
const locked = expect.objectContaining({ kind: 'data_dir_locked' });
const lost = expect.objectContaining({ kind: 'lease_lost' });
const isLinux = process.platform === 'linux';
/** Taken from a dead process, a lease is free at once, however long it is. */
const longMs = 600_000;

async function leaseDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-lease-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'data', 'lock');
}

interface Elsewhere {
  readonly child: ChildProcess;
  /** Waits until the process has said so. */
  said(word: string): Promise<void>;
}

/** A process that takes the lease, says `held`, and stays; `how` says what it does with it. */
function elsewhere(path: string, how: string, leaseMs: number, command: readonly string[] = []): Elsewhere {
  const [program, ...args] = [...command, process.execPath, fixture, path, how, String(leaseMs)];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 2] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  child.stdout?.on('data', (data) => (output += String(data)));
  return {
    child,
    said: (word) => expect.poll(() => output, { timeout: 15_000, interval: 5 }).toContain(word),
  };
}

async function kill({ child }: Elsewhere): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a lease is held by one, and free again after its release', async () => {
  const path = await leaseDirectory();
  const lease = await acquireLease(path);
  await expect(acquireLease(path)).rejects.toThrow(locked);
  await lease.release();
  await (await acquireLease(path)).release();
  expect(await readdir(path)).toEqual(['2']);
});

test('of another process it is respected while that lives, and free at once when it was killed', async () => {
  const path = await leaseDirectory();
  const holder = elsewhere(path, 'hold', longMs);
  await holder.said('held');
  await expect(acquireLease(path)).rejects.toThrow(new RegExp(`in use by process ${holder.child.pid}\\.`));
  await kill(holder);
  await (await acquireLease(path, { leaseMs: longMs })).release();
});

test.runIf(isLinux)('a process id that was given out again is not the holder', async () => {
  const path = await leaseDirectory();
  await acquireLease(path);
  const file = join(path, '1', 'holder');
  const holder = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...holder, startTime: '1' }));
  const lease = await acquireLease(path, { leaseMs: longMs });
  await expect(lease.renew()).resolves.toBeUndefined();
  await lease.release();
});

test('who watches a term that ends without a holder does not watch for a whole lease', async () => {
  const [path, other] = [await leaseDirectory(), await leaseDirectory()];
  await (await acquireLease(other)).release();
  const held = await acquireLease(other);
  // Its holder was not written yet, and never will be: somebody else begins the next term.
  await mkdir(join(path, '1'), { recursive: true });
  const attempt = acquireLease(path, { leaseMs: longMs / 10 }).catch((error: unknown) => error);
  await delay(100);
  await rename(join(path, '1'), join(path, '2'));
  await copyFile(join(other, '2', 'holder'), join(path, '2', 'holder'));
  expect(await attempt).toEqual(locked);
  await held.release();
});

test('of many that find a dead holder exactly one takes over', async () => {
  const path = await leaseDirectory();
  for (let round = 0; round < 5; round += 1) {
    const holder = elsewhere(path, 'hold', longMs);
    await holder.said('held');
    await kill(holder);
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => acquireLease(path)));
    const taken = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await taken[0]!.value.release();
  }
});

test('foreign files are no lease; a release does not touch the lease of a successor', async () => {
  const path = await leaseDirectory();
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'notes.txt'), '');
  const first = await acquireLease(path);
  await first.release();
  const second = await acquireLease(path);
  await first.release();
  await expect(first.renew()).rejects.toThrow(lost);
  await expect(acquireLease(path)).rejects.toThrow(locked);
  await second.release();
});

test.runIf(isLinux)(
  'a holder that is stopped for longer loses it, and finds out before it does anything',
  async () => {
    const path = await leaseDirectory();
    const holder = elsewhere(path, 'publish', 600);
    await holder.said('published');
    holder.child.kill('SIGSTOP');
    await expect.poll(() => readFile(`/proc/${holder.child.pid}/stat`, 'utf8')).toMatch(/\) T /);
    const lease = await acquireLease(path, { leaseMs: 600 });
    const treasure = join(path, '..', 'treasure');
    await writeFile(treasure, '');
    const link = join(path, '..', 'link');
    const before = await readlink(link);
    const exited = once(holder.child, 'exit');
    holder.child.kill('SIGCONT');
    await holder.said('lost');
    expect(await exited).toEqual([0, null]);
    expect(await readlink(link)).toBe(before);
    expect(await readFile(treasure, 'utf8')).toBe('');
    await lease.renew();
    await lease.release();
  },
);

test('a lost lease moves, removes and makes nothing', async () => {
  const path = await leaseDirectory();
  const told: unknown[] = [];
  const lease = await acquireLease(path, { onLost: (error) => told.push(error) });
  await writeFile(join(path, '..', 'file'), 'whole');
  const holder = join(path, '1', 'holder');
  await writeFile(holder, (await readFile(holder, 'utf8')).replace(`"pid":${process.pid}`, '"pid":4194305'));
  const successor = await acquireLease(path);
  const file = join(path, '..', 'file');
  await expect(lease.remove(file)).rejects.toThrow(lost);
  await expect(lease.move(file, `${file}.moved`)).rejects.toThrow(lost);
  await expect(writeFile(lease.own('draft'), '')).rejects.toThrow('ENOENT');
  await lease.release();
  expect(await readFile(file, 'utf8')).toBe('whole');
  expect(told).toEqual([lost]);
  await successor.move(file, `${file}.moved`);
  await successor.remove(`${file}.moved`);
  await successor.remove(`${file}.moved`);
  expect(await readdir(join(path, '..'))).toEqual(['lock']);
  await successor.release();
});

const otherNamespace = ['--pid', '--fork', '--kill-child', '--mount-proc'];
const maySeparate = spawnSync('unshare', [...otherNamespace, 'true']).status === 0;

test.skipIf(!maySeparate)(
  'of a process in another container nobody knows whether it lives: it is watched',
  async () => {
    const path = await leaseDirectory();
    const holder = elsewhere(path, 'hold', 900, ['unshare', ...otherNamespace]);
    await holder.said('held');
    await expect(acquireLease(path, { leaseMs: 900 })).rejects.toThrow(
      `in use by process 1 of ${hostname()}.`,
    );
    await kill(holder);
    const startedAt = performance.now();
    await (await acquireLease(path, { leaseMs: 900 })).release();
    expect(performance.now() - startedAt).toBeGreaterThan(800);
  },
);

test('a term that was begun by a process that died before it wrote its name is watched', async () => {
  const path = await leaseDirectory();
  await mkdir(join(path, '7'), { recursive: true });
  await (await acquireLease(path, { leaseMs: 600 })).release();
  expect(await readdir(path)).toEqual(['8']);
});

test.runIf(isLinux)(
  'contenders that are stopped and killed at random never publish over a successor',
  async () => {
    const path = await leaseDirectory();
    const start = () => elsewhere(path, 'publish', 600);
    const contenders = Array.from({ length: 4 }, start);
    await Promise.any(contenders.map((contender) => contender.said('published')));
    const random = seeded(7);
    for (let round = 0; round < 24; round += 1) {
      contenders.forEach(({ child }, index) => {
        if (child.exitCode !== null || child.signalCode !== null) contenders[index] = start();
      });
      const pid = await holderOf(path);
      const { child } = contenders.find((contender) => contender.child.pid === pid) ?? contenders[0]!;
      child.kill(random() < 0.3 ? 'SIGKILL' : 'SIGSTOP');
      setTimeout(() => child.kill('SIGCONT'), 500 + random() * 1200);
      await delay(100 + random() * 400);
    }
    await delay(1800);
    for (const contender of contenders) await kill(contender);
    const found = await readdir(join(path, '..'));
    expect(found.filter((name) => name.startsWith('violation'))).toEqual([]);
    expect(Number((await readlink(join(path, '..', 'link'))).split('-')[0])).toBeGreaterThan(6);
  },
  60_000,
);

async function holderOf(path: string): Promise<number> {
  const term = Math.max(...(await readdir(path)).map(Number));
  const text = await readFile(join(path, String(term), 'holder'), 'utf8').catch(() => '');
  return Number(/"pid":(?<pid>\d+)/.exec(text)?.groups?.['pid']);
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

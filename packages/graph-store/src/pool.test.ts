import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createLogger } from '@gkg/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { createGraphPool } from './pool.ts';
import type { GraphPool, GraphPoolOptions } from './pool.ts';
import type { GraphVersion } from './graph-version.ts';
import { publishStaged } from './publish.ts';
import type { Publisher } from './publish.ts';
import { stageSample } from './sample-version.ts';
import { temporaryPublisher } from './temporary-directory.ts';

const limits = { timeoutMs: 10_000, rowsMax: 1000, bytesMax: 1_000_000 };

test('a call runs in a process of the pool, next to its graph', async () => {
  const { pool } = await poolOf([1, 2]);
  const answer = await count(pool, 1);
  expect(answer).toMatchObject({ commit: 'first', count: 3 });
  expect(answer.pid).not.toBe(process.pid);
  expect((await count(pool, 2)).pid).not.toBe(answer.pid);
  expect(pool.loads()).toMatchObject([
    { openGraphs: 1, deaths: 0 },
    { openGraphs: 1, deaths: 0 },
  ]);
});

test('errors keep their kind on the way, and unknown namespaces are told', async () => {
  const { pool } = await poolOf([1]);
  await expect(ask(pool, 1, 'nonsense')).rejects.toMatchObject({
    kind: 'internal',
    cause: { message: expect.stringContaining('no such call') },
  });
  await expect(ask(pool, 5, 'count')).rejects.toMatchObject({ kind: 'unknown_namespace' });
});

test('a process that is killed is replaced, and the calls it had are answered', async () => {
  const { pool } = await poolOf([1, 3, 5], { processes: 1 });
  const { pid } = await count(pool, 1);
  const calls = Promise.all(Array.from({ length: 60 }, (_, index) => count(pool, [1, 3, 5][index % 3] ?? 1)));
  process.kill(pid, 'SIGKILL');
  const answers = await calls;
  expect(new Set(answers.map((answer) => answer.count))).toEqual(new Set([3]));
  expect(pool.loads()).toMatchObject([{ deaths: 1, running: 0, waiting: 0 }]);
});

test('a call that kills its process fails alone, and its graph is refused for a while', async () => {
  const { pool } = await poolOf([1, 3], { processes: 1, blockedMs: 300 });
  const deadly = ask(pool, 1, 'die');
  const others = Promise.all(Array.from({ length: 30 }, () => count(pool, 3)));
  await expect(deadly).rejects.toMatchObject({ kind: 'engine_failed' });
  await expect(count(pool, 1)).rejects.toMatchObject({ kind: 'engine_failed' });
  expect((await others).every((answer) => answer.count === 3)).toBe(true);
  // A kill may come from outside: two of them are held against nobody.
  expect(pool.loads()).toMatchObject([{ deaths: 4 }]);
  await expect.poll(() => count(pool, 1).catch(() => null), { timeout: 5000 }).toMatchObject({ count: 3 });
});

test('a call that hangs its process is stopped by killing it; the others are answered', async () => {
  const { pool } = await poolOf([1, 3], { processes: 1, graceMs: 200 });
  const hanging = ask(pool, 1, 'hang', { timeoutMs: 300 });
  const others = Promise.all(Array.from({ length: 20 }, () => count(pool, 3)));
  await expect(hanging).rejects.toMatchObject({ kind: 'timeout' });
  expect((await others).every((answer) => answer.count === 3)).toBe(true);
});

test('calls that are too late for a process that starts do not keep it from starting', async () => {
  const entry = new URL('pool.slow-start.test-process.ts', import.meta.url);
  const { pool } = await poolOf([1], { processes: 1, entry, graceMs: 1500 });
  const { pid } = await count(pool, 1);
  process.kill(pid, 'SIGKILL');
  const late = Array.from({ length: 8 }, () => ask(pool, 1, 'count', { timeoutMs: 200 }));
  for (const call of late) await expect(call).rejects.toMatchObject({ kind: 'timeout' });
  expect(await count(pool, 1)).toMatchObject({ count: 3 });
  expect(pool.loads()).toMatchObject([{ deaths: 1, running: 0, waiting: 0 }]);
});

test('a process that is killed while it takes the place of a killed one costs no call', async () => {
  const entry = new URL('pool.slow-start.test-process.ts', import.meta.url);
  const { pool } = await poolOf([1], { processes: 1, entry });
  const { pid } = await count(pool, 1);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => pool.loads()[0], { timeout: 10_000 }).toMatchObject({ deaths: 1 });
  const call = ask(pool, 1, 'count', { timeoutMs: 20_000 });
  expect(pool.loads()).toMatchObject([{ running: 1 }]);
  process.kill(pool.loads()[0]!.pid!, 'SIGKILL');
  expect(await call).toMatchObject({ count: 3 });
  expect(pool.loads()).toMatchObject([{ deaths: 2 }]);
});

test('the time limit of a call stops the engine', async () => {
  const { pool } = await poolOf([1], { extraDefinitions: 1000 });
  const { pid } = await count(pool, 1);
  const endless = ask(pool, 1, 'endless', { timeoutMs: 200 });
  await expect(endless).rejects.toMatchObject({ kind: 'timeout' });
  expect((await count(pool, 1)).pid).toBe(pid);
  expect(pool.loads()[1]).toMatchObject({ deaths: 0 });
});

test('an abort answers at once and reaches the call', async () => {
  const { pool } = await poolOf([1]);
  await count(pool, 1);
  const abort = new AbortController();
  const call = ask(pool, 1, 'until aborted', {}, abort.signal);
  abort.abort(new Error('gone'));
  await expect(call).rejects.toThrow('gone');
  await expect.poll(() => pool.loads()[1]).toMatchObject({ running: 0, deaths: 0 });
});

test('the line is bounded, and a call that waits too long is told so', async () => {
  const { pool } = await poolOf([1], { processes: 1, runningMax: 1, waitingMax: 1 });
  const abort = new AbortController();
  const running = ask(pool, 1, 'until aborted', {}, abort.signal);
  const waiting = ask(pool, 1, 'count', { timeoutMs: 50 });
  await expect(count(pool, 1)).rejects.toMatchObject({ kind: 'overloaded' });
  await expect(waiting).rejects.toMatchObject({ kind: 'timeout' });
  abort.abort();
  await expect(running).rejects.toThrow();
});

test('swapping under a stream of calls: none fails, each is answered by one whole version', async () => {
  const { pool, publisher } = await poolOf([1], { processes: 1 });
  let swapping = true;
  const seen = new Set<unknown>();
  const caller = async () => {
    for (; swapping;) {
      const { commit, count: definitions } = await count(pool, 1);
      seen.add(commit);
      expect(definitions).toBe(commit === 'first' ? 3 : 3 + Number(commit));
    }
  };
  const callers = [caller(), caller(), caller(), caller()];
  for (let index = 1; index <= 15; index += 1) {
    const staged = await stageSample(publisher.dataDir, 1, `job-${index}`, {
      commit: String(index),
      extraDefinitions: index,
    });
    const { version, retired } = await publishStaged(publisher, 1, staged, (it) => pool.prepare(it, 5000));
    await pool.swap(version, 5000);
    if (retired !== null) await publisher.lease.remove(retired);
    expect((await count(pool, 1)).commit).toBe(String(index));
  }
  swapping = false;
  await Promise.all(callers);
  expect(seen.size).toBeGreaterThan(10);
  expect(pool.loads()).toMatchObject([{ openGraphs: 1, deaths: 0 }]);
});

test('a swap waits for the calls that began on the old graph', async () => {
  const { pool, publisher } = await poolOf([1], { extraDefinitions: 400 });
  const slow = ask(pool, 1, 'endless', { timeoutMs: 8000 });
  const staged = await stageSample(publisher.dataDir, 1, 'next', { commit: 'next' });
  const { version } = await publishStaged(publisher, 1, staged);
  let drained = false;
  const swap = pool.swap(version, 10_000).then(() => (drained = true));
  expect((await count(pool, 1)).commit).toBe('next');
  expect(drained).toBe(false);
  expect(await slow).toHaveLength(1);
  await swap;
});

test('a dropped graph is refused, and an open one that is idle makes room', async () => {
  const { pool } = await poolOf([1, 3, 5, 7], { processes: 1, openGraphsMax: 2 });
  for (const id of [1, 3, 5, 7, 1, 3]) expect((await count(pool, id)).count).toBe(3);
  await expect.poll(async () => (await count(pool, 3), pool.loads()[0]?.openGraphs)).toBe(2);
  await pool.drop(3, 1000);
  await expect(count(pool, 3)).rejects.toMatchObject({ kind: 'unknown_namespace' });
  await expect(pool.drop(3, 1000)).rejects.toMatchObject({ kind: 'unknown_namespace' });
  expect(pool.list().map((version) => version.namespaceId)).toEqual([1, 5, 7]);
});

test('a process that has grown too large is replaced without losing a call', async () => {
  const { pool } = await poolOf([1], { residentBytesMax: 1 });
  const pids = new Set<number>();
  for (let index = 0; index < 4; index += 1) pids.add((await count(pool, 1)).pid);
  expect(pids.size).toBe(4);
  expect(pool.loads()[1]).toMatchObject({ deaths: 0 });
});

test('a process with too small a budget is not replaced at every answer, and keeps few graphs open', async () => {
  const { pool } = await poolOf([1, 3, 5], { processes: 1, residentBytesMax: 1, replaceAfterMs: 60_000 });
  const pids = new Set<number>();
  for (const id of [1, 3, 5, 1, 3, 5]) pids.add((await count(pool, id)).pid);
  expect(pids.size).toBe(1);
  const openGraphs = async () => (await count(pool, 1), pool.loads()[0]?.openGraphs);
  await expect.poll(openGraphs, { timeout: 10_000 }).toBe(1);
});

test('calls that a process has while it is replaced are answered, and a swap waits for them', async () => {
  const { pool, publisher } = await poolOf([1, 3], {
    processes: 1,
    residentBytesMax: 1,
    extraDefinitions: 400,
  });
  const slow = ask(pool, 1, 'endless', { timeoutMs: 8000 });
  const before = (await count(pool, 3)).pid;
  expect((await count(pool, 3)).pid).not.toBe(before);
  const staged = await stageSample(publisher.dataDir, 1, 'next', { commit: 'next' });
  const { version } = await publishStaged(publisher, 1, staged);
  let answered = false;
  void slow.then(() => (answered = true));
  await pool.swap(version, 10_000);
  expect(answered).toBe(true);
  expect(await slow).toHaveLength(1);
});

const extraDefinitions = 1000;

test.each(['segfault', 'crash the engine'])(
  '%s: the others are answered, the guilty one is told',
  async (name) => {
    const { pool } = await poolOf([1, 3], { processes: 1, extraDefinitions });
    const { pid } = await count(pool, 1);
    const deadly = ask(pool, 1, name);
    const others = Promise.all(Array.from({ length: 20 }, () => count(pool, 3)));
    const reason = expect.stringMatching(/^SIG(SEGV|ABRT)$/);
    await expect(deadly).rejects.toMatchObject({ kind: 'engine_failed', detail: { reason } });
    expect((await others).every((answer) => answer.count === 3 + extraDefinitions)).toBe(true);
    expect((await count(pool, 3)).pid).not.toBe(pid);
  },
);

test('a process that is sent SIGSEGV costs no call', async () => {
  const { pool } = await poolOf([1, 3], { processes: 1 });
  const { pid } = await count(pool, 1);
  const calls = Promise.all(Array.from({ length: 40 }, (_, index) => count(pool, index % 2 ? 1 : 3)));
  process.kill(pid, 'SIGSEGV');
  expect((await calls).every((answer) => answer.count === 3)).toBe(true);
  expect(pool.loads()).toMatchObject([{ deaths: 1 }]);
});

test('who floods a namespace does not hold up another, nor who asks for the same one', async () => {
  const options = { processes: 1, runningMax: 4, namespaceRunningMax: 2, namespaceWaitingMax: 20 };
  const { pool } = await poolOf([1, 3], options);
  const abort = new AbortController();
  const flood = Array.from({ length: 2 }, () => ask(pool, 1, 'until aborted', { caller: 'a' }, abort.signal));
  const waiting = Array.from({ length: 20 }, () => count(pool, 1, 'a'));
  await expect(count(pool, 1, 'a')).rejects.toMatchObject({ detail: { limit: 'namespace_waiting' } });
  expect((await count(pool, 3, 'b')).count).toBe(3);
  abort.abort(new Error('enough'));
  for (const call of flood) await expect(call).rejects.toThrow('enough');
  await Promise.all(waiting);
});

test('the time limit of a call leaves its process idle', async () => {
  const { pool } = await poolOf([1], { processes: 1, extraDefinitions: 1000 });
  const { pid } = await count(pool, 1);
  await expect(ask(pool, 1, 'endless', { timeoutMs: 300 })).rejects.toMatchObject({ kind: 'timeout' });
  await expect.poll(() => pool.loads()[0]?.running, { timeout: 10_000 }).toBe(0);
  const before = cpuTicks(pid);
  // One and a half seconds of a busy processor are 150 ticks.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(cpuTicks(pid) - before).toBeLessThan(30);
});

test('a warmed graph stays open while others come and go, and is opened again in a fresh process', async () => {
  let openings = 0;
  const onGraphs = ({ openedMs }: { openedMs: readonly number[] }) => (openings += openedMs.length);
  const others = [3, 5, 7, 9, 11, 13];
  const options = { processes: 1, openGraphsMax: 3, hotAgainMs: 600_000, onGraphs };
  const { pool } = await poolOf([1, ...others], options);
  await pool.warm(1, 5000);
  for (const id of [...others, ...others]) await count(pool, id);
  expect(openings).toBe(1 + 2 * others.length);
  const { pid } = await count(pool, 1);
  expect(openings).toBe(1 + 2 * others.length);
  expect(pool.hot()).toEqual([1]);
  process.kill(pid, 'SIGKILL');
  const soon = { timeout: 20_000 };
  await expect.poll(() => pool.loads()[0], soon).toMatchObject({ openGraphs: 1, deaths: 1 });
});

test('a corrupt graph is an error of its own namespace only', async () => {
  const { pool, versions } = await poolOf([1, 3], { processes: 1 });
  const version = versions[0];
  if (version === undefined) throw new Error('no version');
  const content = await readFile(version.file);
  await writeFile(version.file, content.fill(0x5a, 4096));
  await expect(count(pool, 1)).rejects.toMatchObject({
    kind: expect.stringMatching(/graph_invalid|engine_failed/),
  });
  expect((await count(pool, 3)).count).toBe(3);
});

test('closing refuses what waits, answers what runs and ends the processes', async () => {
  const { pool } = await poolOf([1], { processes: 1, runningMax: 1 });
  const { pid } = await count(pool, 1);
  const running = count(pool, 1);
  const waiting = count(pool, 1);
  const closing = pool.close();
  await expect(waiting).rejects.toMatchObject({ kind: 'shutting_down' });
  await expect(count(pool, 1)).rejects.toMatchObject({ kind: 'shutting_down' });
  expect((await running).count).toBe(3);
  await closing;
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(pool.loads()).toMatchObject([{ deaths: 0, pid: null }]);
});

test('the limits of a call reach it', async () => {
  const { pool } = await poolOf([1]);
  const reached = (await ask(pool, 1, 'limits')) as typeof limits;
  expect(reached).toMatchObject({ rowsMax: 1000, bytesMax: 1_000_000 });
  expect(reached.timeoutMs).toBeGreaterThan(9000);
});

async function poolOf(
  namespaceIds: readonly number[],
  options: Partial<GraphPoolOptions> & { extraDefinitions?: number } = {},
): Promise<{ pool: GraphPool; publisher: Publisher; versions: GraphVersion[] }> {
  const publisher = await temporaryPublisher();
  const { extraDefinitions = 0, ...poolOptions } = options;
  const pool = createGraphPool({
    entry: new URL('pool.test-process.ts', import.meta.url),
    processes: 2,
    openGraphsMax: 10,
    bufferPools: { bytesMin: 8 * 1024 ** 2, bytesMax: 16 * 1024 ** 2 },
    queryThreads: 1,
    resultCacheBytes: 0,
    waitingMax: 200,
    namespaceWaitingMax: 200,
    runningMax: 16,
    namespaceRunningMax: 16,
    replaceAfterMs: 0,
    residentBytesMax: 4 * 1024 ** 3,
    logger: createLogger('test', { level: 'silent' }),
    ...poolOptions,
  });
  onTestFinished(() => pool.close());
  const versions: GraphVersion[] = [];
  for (const id of namespaceIds) {
    const staged = await stageSample(publisher.dataDir, id, 'first', { commit: 'first', extraDefinitions });
    const { version } = await publishStaged(publisher, id, staged);
    await pool.swap(version, 5000);
    versions.push(version);
  }
  return { pool, publisher, versions };
}

async function ask(
  pool: GraphPool,
  namespaceId: number,
  name: string,
  options: { timeoutMs?: number; caller?: string } = {},
  signal?: AbortSignal,
): Promise<unknown> {
  const { caller = '', ...own } = options;
  return pool.call({ namespaceId, caller, name, args: {}, limits: { ...limits, ...own } }, signal);
}

interface Counted {
  readonly commit: string;
  readonly count: number;
  readonly pid: number;
}

async function count(pool: GraphPool, id: number, caller = ''): Promise<Counted> {
  return (await ask(pool, id, 'count', { caller })) as Counted;
}

/** Processor time of a process so far, in hundredths of a second. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

import { createLogger } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NodeTask } from './node-task.ts';
import { RebuildLoop } from './rebuild-loop.ts';
import { createWakeUp } from './wake-up.ts';

let wanted: number[];
let known: Set<number>;
let offered: number[];
let hasRoom: boolean;
let isAway: boolean;
let loop: RebuildLoop;
let stopping: AbortController;
let run: Promise<void>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  wanted = [];
  known = new Set([7, 8, 9]);
  offered = [];
  hasRoom = true;
  isAway = false;
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await run;
  vi.useRealTimers();
});

const repository = { Address: 'tcp://gitaly', Token: null, Storage: 'default', Path: 'a.git' };

async function start(perHourMax: number): Promise<void> {
  loop = new RebuildLoop({
    webserver: {
      list: () =>
        isAway
          ? Promise.reject(new Error('away'))
          : Promise.resolve({
              graphs: [],
              rebuild: wanted.map((id) => ({
                namespace_id: id,
                project_id: null,
                reason: 'corrupt',
                since: '',
              })),
            }),
    },
    repositories: {
      find: (namespaceId) =>
        Promise.resolve(known.has(namespaceId) ? { namespaceId, projectId: 70, repository } : undefined),
    },
    perHourMax,
    wakeUp: createWakeUp(),
    logger: createLogger('test', { level: 'silent' }),
    offer(task: NodeTask) {
      if (hasRoom) offered.push(task.namespaceId);
      return hasRoom;
    },
  });
  run = loop.run(stopping.signal);
  await pass(0);
}

const pass = (timeMs: number) => vi.advanceTimersByTimeAsync(timeMs);
const minutes = (count: number) => pass(count * 60_000);

/** Ends the rebuild that runs; what the webserver wants afterwards is one less. */
async function succeed(namespaceId: number): Promise<void> {
  wanted = wanted.filter((id) => id !== namespaceId);
  loop.ended(namespaceId, 'succeeded');
  await pass(0);
}

test('one at a time, the next when the one before has ended', async () => {
  wanted = [7, 8];
  await start(10);
  await minutes(5);
  expect([offered, loop.wantedCount]).toEqual([[7], 2]);
  await succeed(7);
  expect(offered).toEqual([7, 8]);
  await succeed(8);
  await minutes(5);
  expect([offered, loop.wantedCount]).toEqual([[7, 8], 0]);
});

test('stands back while there is no room, and asks again', async () => {
  wanted = [7];
  hasRoom = false;
  await start(10);
  await minutes(3);
  expect(offered).toEqual([]);
  hasRoom = true;
  await minutes(1);
  expect(offered).toEqual([7]);
});

test('one whose repository, or its token, is not known is passed over until it is', async () => {
  wanted = [1, 8];
  await start(10);
  expect(offered).toEqual([8]);
  await succeed(8);
  await minutes(2);
  known.add(1);
  await minutes(1);
  expect(offered).toEqual([8, 1]);
});

test('no more within an hour than allowed', async () => {
  wanted = [7, 8, 9];
  await start(2);
  await succeed(7);
  await succeed(8);
  await minutes(58);
  expect(offered).toEqual([7, 8]);
  await minutes(3);
  expect(offered).toEqual([7, 8, 9]);
});

test('one that fails pauses longer and longer, and holds up no other', async () => {
  wanted = [7, 8];
  await start(1000);
  loop.ended(7, 'failed');
  await pass(0);
  expect(offered).toEqual([7, 8]);
  await succeed(8);
  await minutes(9);
  expect(offered).toEqual([7, 8]);
  await minutes(2);
  expect(offered).toEqual([7, 8, 7]);
  loop.ended(7, 'failed');
  await minutes(19);
  expect(offered).toHaveLength(3);
  await minutes(2);
  expect(offered).toHaveLength(4);
});

test('one that was broken off is offered again', async () => {
  wanted = [7];
  await start(10);
  loop.ended(7, 'broken_off');
  await pass(0);
  expect(offered).toEqual([7, 7]);
});

test('a webserver that is away is asked again', async () => {
  wanted = [7];
  isAway = true;
  await start(10);
  await minutes(2);
  isAway = false;
  await minutes(1);
  expect(offered).toEqual([7]);
});

test('a limit of none is none', async () => {
  wanted = [7];
  await start(0);
  await minutes(120);
  expect(offered).toEqual([]);
});

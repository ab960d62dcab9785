import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GkgError, type CallbackRequest } from '@gkg/protocol';
import { continueWork, createLogger, originOfWork, parseExactJson } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutbox, type CallbackOutbox } from './callback-outbox.ts';

let directory: string;
let delivered: CallbackRequest[];
let origins: unknown[];
let refuse: (callback: CallbackRequest) => GkgError | undefined;
let accepted: string[];
let dropped: string[];
let refusedMsMax: number;
let stopping: AbortController;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gkg-outbox-'));
  delivered = [];
  origins = [];
  accepted = [];
  dropped = [];
  refusedMsMax = 60_000;
  refuse = () => undefined;
  stopping = new AbortController();
});
afterEach(() => {
  stopping.abort();
  rmSync(directory, { recursive: true, force: true });
});

const open = (): Promise<CallbackOutbox> =>
  openOutbox({
    directory,
    logger: createLogger('test', { level: 'silent' }),
    refusedMsMax,
    pauseMsMax: 60_000,
    onAccepted: (taskId) => void accepted.push(taskId),
    onDropped: (taskId) => void dropped.push(taskId),
    rails: {
      callback(callback) {
        const error = refuse(callback);
        if (error !== undefined) return Promise.reject(error);
        delivered.push(callback);
        origins.push(originOfWork());
        return Promise.resolve();
      },
    },
  });

const callback = (taskId: number | string): CallbackRequest => ({
  name: 'index_graph',
  success: true,
  payload: { task_id: taskId, kept: { as: ['it', 'is'] } },
});

test('a callback survives the process, and is delivered verbatim by the next', async () => {
  await (await open()).add(callback(7));
  const second = await open();
  expect(second.has('7')).toBe(true);
  const run = second.run(stopping.signal);
  await expect.poll(() => readdirSync(directory)).toEqual([]);
  expect(delivered).toEqual([callback(7)]);
  expect([accepted, second.size]).toEqual([['7'], 0]);
  stopping.abort();
  await run;
});

test('a callback is delivered as part of the work of its task, by the next process too', async () => {
  const origin = { correlationId: 'task-7', traceparent: null };
  const first = await open();
  await continueWork(origin, () => first.add(callback(7)));
  await first.add(callback(8));
  const run = (await open()).run(stopping.signal);
  await expect.poll(() => delivered.length).toBe(2);
  expect(origins).toEqual([origin, null]);
  stopping.abort();
  await run;
});

test('one that is refused stays and does not hold up those after it', async () => {
  const outbox = await open();
  await outbox.add(callback(1));
  await outbox.add(callback(2));
  refuse = ({ payload }) =>
    payload.task_id === 1
      ? new GkgError('upstream_unavailable', 'no', { detail: { status: 422 } })
      : undefined;
  const run = outbox.run(stopping.signal);
  await expect.poll(() => accepted).toEqual(['2']);
  expect(outbox.has('1')).toBe(true);
  refuse = () => undefined;
  await expect.poll(() => accepted, { timeout: 5000 }).toEqual(['2', '1']);
  stopping.abort();
  await run;
});

const answered = (status: number) => new GkgError('upstream_unavailable', 'no', { detail: { status } });

test.for([
  ['of another form', answered(400)],
  ['of a node that Rails does not know', answered(422)],
  ['of a node that the coordinator does not know', new GkgError('unknown_node', 'no')],
] as const)('one that is refused for good is dropped: one %s', async ([, refusal]) => {
  refusedMsMax = 400;
  const outbox = await open();
  await outbox.add(callback(1));
  refuse = () => refusal;
  const run = outbox.run(stopping.signal);
  await expect.poll(() => dropped, { timeout: 5000 }).toEqual(['1']);
  expect([accepted, outbox.size, readdirSync(directory)]).toEqual([[], 0, []]);
  stopping.abort();
  await run;
});

test.for([
  ['with an error', answered(500)],
  ['with unauthorized', new GkgError('unauthorized', 'no')],
  ['with not found', new GkgError('not_found', 'no')],
  ['with too many requests', answered(429)],
] as const)('one that is answered %s is kept, however long', async ([, refusal]) => {
  refusedMsMax = 0;
  const outbox = await open();
  await outbox.add(callback(1));
  let times = 0;
  refuse = () => {
    times += 1;
    return refusal;
  };
  const run = outbox.run(stopping.signal);
  await expect.poll(() => times, { timeout: 5000 }).toBeGreaterThan(2);
  expect([dropped, outbox.has('1')]).toEqual([[], true]);
  stopping.abort();
  await run;
});

test('numbers that JavaScript would change survive the disk', async () => {
  const text = '{"task_id":7,"partition":12345678901234567890,"deep":{"b":[0.10]}}';
  const payload = parseExactJson(text) as CallbackRequest['payload'];
  await (await open()).add({ name: 'index_graph', success: true, payload });
  const run = (await open()).run(stopping.signal);
  await expect.poll(() => delivered).toHaveLength(1);
  expect(JSON.stringify(delivered[0]!.payload)).toBe(text);
  stopping.abort();
  await run;
});

test('cleared, it has nothing to deliver, now or after a restart', async () => {
  const outbox = await open();
  await outbox.add(callback(1));
  await outbox.clear();
  expect([outbox.size, (await open()).size]).toEqual([0, 0]);
});

test('a kept file that is damaged is dropped, and the others are delivered', async () => {
  await (await open()).add(callback(7));
  writeFileSync(join(directory, '8.json'), '{"name":');
  const outbox = await open();
  expect([outbox.size, readdirSync(directory)]).toEqual([1, ['7.json']]);
});

test('an id of Rails cannot leave the directory', async () => {
  await (await open()).add(callback('../../escape'));
  expect(readdirSync(directory)).toEqual(['..%2F..%2Fescape.json']);
});

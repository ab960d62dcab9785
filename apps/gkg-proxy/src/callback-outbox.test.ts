import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GkgError, type CallbackRequest } from '@gkg/protocol';
import { createLogger } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutbox, type CallbackOutbox } from './callback-outbox.ts';

let directory: string;
let delivered: CallbackRequest[];
let refuse: (callback: CallbackRequest) => GkgError | undefined;
let accepted: string[];
let stopping: AbortController;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gkg-outbox-'));
  delivered = [];
  accepted = [];
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
    onAccepted: (taskId) => accepted.push(taskId),
    rails: {
      callback(callback) {
        const error = refuse(callback);
        if (error !== undefined) return Promise.reject(error);
        delivered.push(callback);
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

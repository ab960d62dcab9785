import type { CallbackRequest, RailsTask } from '@gkg/protocol';
import { createLogger } from '@gkg/runtime';
import { beforeEach, expect, test } from 'vitest';
import { rebuildTask, type NodeTask } from './node-task.ts';
import { TaskRunner } from './task-runner.ts';

/** What runs, and how to end it: the test decides when a task is over. */
interface Running {
  readonly task: NodeTask;
  readonly signal: AbortSignal;
  succeed(): void;
}

let running: Map<string, Running>;
let started: string[];
let callbacks: Map<string, CallbackRequest>;
let runner: TaskRunner;

beforeEach(() => {
  running = new Map();
  started = [];
  callbacks = new Map();
  runner = new TaskRunner({
    tasksMax: 2,
    logger: createLogger('test', { level: 'silent' }),
    outbox: {
      has: (taskId) => callbacks.has(taskId),
      add: (callback) => {
        callbacks.set(String(callback.payload.task_id), callback);
        return Promise.resolve();
      },
    },
    perform,
    onEnd: () => undefined,
  });
});

function perform(task: NodeTask, signal: AbortSignal): Promise<Record<string, unknown>> {
  if (task.kind === 'malformed') return Promise.reject(task.error);
  started.push(task.id);
  return new Promise((resolve, reject) => {
    running.set(task.id, { task, signal, succeed: () => resolve({ commit: 'c0ffee' }) });
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function indexTask(id: number, namespaceId = id, Timeout = '60s'): RailsTask {
  const Callback = {
    name: 'index_graph',
    payload: { task_id: id, service_type: 'knowledge_graph', extra: [1] },
  };
  const GitalyConnectionInfo = { Address: 'file:///srv/a', Token: null, Storage: 'default', Path: 'a' };
  return {
    name: 'index_graph',
    payload: { GitalyConnectionInfo, NamespaceId: namespaceId, RepoId: 9, Callback, Timeout },
  };
}

function deleteTask(id: number, namespaceId: number): RailsTask {
  const Callback = { name: 'delete_graph', payload: { task_id: id, service_type: 'knowledge_graph' } };
  return { name: 'delete_graph', payload: { NamespaceId: namespaceId, Callback } };
}

const taskIdOf = ({ Callback }: Record<string, unknown>) =>
  (Callback as { payload: { task_id: number } }).payload.task_id;

/** A heartbeat and its answer, at once. */
function deliver(tasks: RailsTask[], stopIndexing = false): void {
  runner.heartbeatBegins();
  runner.deliver(tasks, stopIndexing);
}

async function finish(id: string): Promise<void> {
  running.get(id)!.succeed();
  await expect.poll(() => callbacks.has(id)).toBe(true);
  // The slot is free one turn after the callback is kept.
  await new Promise((resolve) => setImmediate(resolve));
}

test('a task that is delivered fifty times runs once', () => {
  for (let i = 0; i < 50; i += 1) deliver([indexTask(1)]);
  expect(started).toEqual(['1']);
});

test('a callback echoes name and payload verbatim', async () => {
  deliver([indexTask(1)]);
  await finish('1');
  expect(callbacks.get('1')).toEqual({
    name: 'index_graph',
    success: true,
    payload: { task_id: 1, service_type: 'knowledge_graph', extra: [1] },
    additional_payload: { commit: 'c0ffee' },
  });
});

test('no more tasks run than allowed, and the next begins when one ends', async () => {
  deliver([indexTask(1), indexTask(2), indexTask(3)]);
  expect(started).toEqual(['1', '2']);
  await finish('1');
  expect(started).toEqual(['1', '2', '3']);
});

test('of one namespace one task runs at a time, and others pass it', async () => {
  deliver([indexTask(1, 7), deleteTask(2, 7), indexTask(3, 8)]);
  expect(started).toEqual(['1', '3']);
  await finish('1');
  expect(started).toEqual(['1', '3', '2']);
});

test('what the last heartbeat does not deliver any more is not begun', async () => {
  deliver([indexTask(1), indexTask(2), indexTask(3)]);
  deliver([indexTask(1), indexTask(2)]);
  await finish('1');
  expect(started).toEqual(['1', '2']);
});

test('a delivery that crossed with the callback is ignored, a later one is a wish to try again', async () => {
  deliver([indexTask(1)]);
  runner.heartbeatBegins();
  await finish('1');
  callbacks.delete('1');
  runner.settle('1');
  runner.deliver([indexTask(1)], false);
  expect(started).toEqual(['1']);
  deliver([indexTask(1)]);
  expect(started).toEqual(['1', '1']);
});

test('a task whose callback is not accepted yet is not begun again', async () => {
  deliver([indexTask(1)]);
  await finish('1');
  deliver([indexTask(1)]);
  expect(started).toEqual(['1']);
});

test('while indexing is stopped, graphs are still deleted', () => {
  deliver([indexTask(1), deleteTask(2, 7)], true);
  expect(started).toEqual(['2']);
});

test('a task that outlasts its own limit fails with that reason', async () => {
  deliver([indexTask(1, 1, '30ms')]);
  await expect
    .poll(() => callbacks.get('1'))
    .toMatchObject({ success: false, additional_payload: { code: 'timeout' } });
});

test('a task in a form that is not understood fails at once and names the field', async () => {
  const task = indexTask(1);
  deliver([{ ...task, payload: { ...task.payload, NamespaceId: 'seven' } }]);
  await expect
    .poll(() => callbacks.get('1'))
    .toMatchObject({
      success: false,
      error: expect.stringContaining('NamespaceId'),
      additional_payload: { code: 'invalid_request' },
    });
});

test('tasks of code search are left alone', () => {
  deliver([{ name: 'index', payload: { RepoId: 1, Callback: { name: 'index', payload: { task_id: 1 } } } }]);
  expect([started, callbacks.size, runner.count]).toEqual([[], 0, 0]);
});

/** A graph of the node's own that is made anew. */
function rebuild(namespaceId: number): NodeTask {
  const repository = { Address: 'file:///srv/a', Token: null, Storage: 'default', Path: 'a' };
  return rebuildTask({ namespaceId, projectId: 9, repository });
}

test("the node's own work runs where there is room, and ends without a callback", async () => {
  expect(runner.offer(rebuild(7))).toBe(true);
  expect(runner.offer(rebuild(7))).toBe(false);
  deliver([indexTask(1, 7), indexTask(2, 8)]);
  expect(started).toEqual(['rebuild-7', '2']);
  running.get('rebuild-7')!.succeed();
  await expect.poll(() => started).toEqual(['rebuild-7', '2', '1']);
  expect(callbacks.size).toBe(0);
});

test("the node's own work stands back for tasks of Rails, and while indexing is stopped", () => {
  deliver([indexTask(1), indexTask(2), indexTask(3)]);
  expect(runner.offer(rebuild(7))).toBe(false);
  deliver([indexTask(1), indexTask(2)]);
  expect(runner.offer(rebuild(7))).toBe(false);
  running.get('1')!.succeed();
  deliver([], true);
  expect(runner.offer(rebuild(7))).toBe(false);
});

test('held, it breaks off what runs, and begins what was delivered when it is let go', async () => {
  deliver([indexTask(1)]);
  await runner.hold();
  expect(running.get('1')!.signal.aborted).toBe(true);
  deliver([indexTask(1), indexTask(2)]);
  expect([started, callbacks.size, runner.offer(rebuild(7))]).toEqual([['1'], 0, false]);
  runner.letGo();
  expect(started).toEqual(['1', '1', '2']);
  await finish('2');
  expect(callbacks.get('2')).toMatchObject({ success: true });
});

test('a poisonous task fails by itself, and a thousand others run', async () => {
  const poison = indexTask(666);
  const others = Array.from({ length: 1000 }, (_, index) => indexTask(1000 + index));
  let left = [{ ...poison, payload: { ...poison.payload, NamespaceId: { $ne: 1 } } }, ...others];
  while (left.length > 0) {
    deliver(left.slice(0, 20));
    for (const one of running.values()) one.succeed();
    await new Promise((resolve) => setImmediate(resolve));
    left = left.filter(({ payload }) => !callbacks.has(String(taskIdOf(payload))));
  }
  expect([...callbacks.values()].filter(({ success }) => !success)).toHaveLength(1);
  expect(callbacks.get('666')).toMatchObject({ success: false });
  expect(callbacks.size).toBe(1001);
});

test('a stop breaks off what runs, without a callback', async () => {
  deliver([indexTask(1), indexTask(2), indexTask(3)]);
  await runner.stop();
  expect(running.get('1')!.signal.aborted).toBe(true);
  expect([callbacks.size, runner.count]).toEqual([0, 0]);
  deliver([indexTask(4)]);
  expect(started).toEqual(['1', '2']);
});

test('a node that drains begins nothing, and lets what runs end, for a limited time', async () => {
  runner.deliver([indexTask(1)], false);
  const drained = runner.drain(60_000);
  runner.deliver([indexTask(1), indexTask(2)], false);
  expect(runner.offer(rebuild(7))).toBe(false);
  running.get('1')!.succeed();
  await drained;
  expect(started).toEqual(['1']);
  expect(callbacks.get('1')).toMatchObject({ success: true });
});

test('a task that does not end in time is broken off after the drain, without a callback', async () => {
  runner.deliver([indexTask(1)], false);
  await runner.drain(1);
  expect(running.get('1')!.signal.aborted).toBe(false);
  await runner.stop();
  expect(callbacks.size).toBe(0);
});

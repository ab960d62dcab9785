import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GkgError, heartbeatRequest } from '@gkg/protocol';
import { createLogger, diskSpace } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { composeHeartbeat } from './compose-heartbeat.ts';
import { createDiskFigures } from './disk-figures.ts';
import { runHeartbeats, type HeartbeatOutcome } from './heartbeat-loop.ts';
import { createWakeUp } from './wake-up.ts';

let stopping: AbortController;
let loop: Promise<void>;
let outcomes: HeartbeatOutcome[];
let healthy: boolean;
let away: boolean;
let beats: number;
const wakeUp = createWakeUp();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  stopping = new AbortController();
  outcomes = [];
  healthy = true;
  away = false;
  beats = 0;
});
afterEach(async () => {
  stopping.abort();
  await loop;
  vi.useRealTimers();
});

const request = { 'node.url': 'http://n', 'node.name': 'n', 'disk.all': 2, 'disk.used': 1 };

function start(pull_frequency: number): void {
  loop = runHeartbeats(
    {
      rails: {
        heartbeat() {
          beats += 1;
          if (away) return Promise.reject(new GkgError('upstream_unavailable', 'away'));
          return Promise.resolve({ id: 1, truncate: false, tasks: [], pull_frequency, stop_indexing: false });
        },
      },
      logger: createLogger('test', { level: 'silent' }),
      wakeUp,
      firstPullMs: 10_000,
      awayPauseMsMax: 60_000,
      isHealthy: () => Promise.resolve(healthy),
      compose: () => Promise.resolve(request),
      onBegin: () => undefined,
      onAnswer: () => Promise.resolve(),
      onOutcome: (outcome) => outcomes.push(outcome),
    },
    stopping.signal,
  );
}

const pass = (timeMs: number) => vi.advanceTimersByTimeAsync(timeMs);

test('beats at the pace of the answer, give or take a tenth', async () => {
  start(500);
  await pass(0);
  expect(beats).toBe(1);
  await pass(449);
  expect(beats).toBe(1);
  await pass(101);
  expect(beats).toBe(2);
  await pass(55_000);
  expect(beats).toBeGreaterThan(90);
  expect(beats).toBeLessThan(125);
});

test('beats at once when woken', async () => {
  start(10_000);
  await pass(0);
  wakeUp.wake();
  await pass(0);
  expect(beats).toBe(2);
});

test('does not beat while a neighbour is not ready', async () => {
  healthy = false;
  start(500);
  await pass(5000);
  expect(beats).toBe(0);
  expect(outcomes).toContain('unhealthy');
  healthy = true;
  await pass(1000);
  expect(beats).toBe(1);
});

test('keeps away longer and longer while Rails is away, and not beyond a minute', async () => {
  away = true;
  start(500);
  await pass(600_000);
  const duringTenMinutes = beats;
  expect(duringTenMinutes).toBeGreaterThanOrEqual(10);
  expect(duringTenMinutes).toBeLessThanOrEqual(30);
  wakeUp.wake();
  await pass(0);
  expect(beats).toBe(duringTenMinutes);
  away = false;
  await pass(60_000);
  expect(outcomes.at(-1)).toBe('answered');
});

test('a heartbeat has all fields of the contract and no other, and true figures of the disk', async () => {
  vi.useRealTimers();
  loop = Promise.resolve();
  const dataDir = mkdtempSync(join(tmpdir(), 'gkg-heartbeat-'));
  mkdirSync(join(dataDir, 'graphs', '2a', '42'), { recursive: true });
  writeFileSync(join(dataDir, 'graphs', '2a', '42', 'graph.kuzu'), 'x'.repeat(5000));
  writeFileSync(join(dataDir, 'graphs', '2a', '42', 'manifest.json'), 'x'.repeat(10));
  const services = ['knowledge_graph'] as const;
  const node = { proxyUrl: 'http://n:6080/nodes/n', searchUrl: 'http://n:6080', nodeName: 'n', services };
  const heartbeat = composeHeartbeat(node, await createDiskFigures(dataDir)(), 3);
  const { totalBytes } = await diskSpace(dataDir);
  rmSync(dataDir, { recursive: true });
  expect(Object.keys(heartbeat).sort()).toEqual(Object.keys(heartbeatRequest.shape).sort());
  expect(heartbeatRequest.strict().parse(heartbeat)).toEqual(heartbeat);
  expect(heartbeat).toMatchObject({ 'disk.all': totalBytes, 'disk.indexed': 5010, 'node.task_count': 3 });
  expect(heartbeat['disk.used']).toBeLessThan(totalBytes);
});

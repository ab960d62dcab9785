import type { GraphPool } from '@gkg/graph-store';
import { acquireLease, createLogger, partLock } from '@gkg/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { createGraphSwaps } from './graph-swaps.ts';
import { stageGraph, temporaryDataDir } from './test-webserver.ts';

test('changes that follow one another without a pause are not counted as waiting', async () => {
  const dataDir = await temporaryDataDir();
  const pool = { prepare: () => Promise.resolve(), swap: () => Promise.resolve() } as unknown as GraphPool;
  const lease = await acquireLease(partLock(dataDir, 'graphs'));
  onTestFinished(() => lease.release());
  const logger = createLogger('test', { level: 'silent' });
  const swaps = createGraphSwaps({
    publisher: { dataDir, lease },
    pool,
    timeoutMs: 1000,
    waitingMax: 1,
    logger,
    onSetAside: () => undefined,
  });
  const staged = await Promise.all(['a', 'b', 'c', 'd'].map((job) => stageGraph(dataDir, 7, job)));
  const [first, second, third, fourth] = staged as [string, string, string, string];
  const running = swaps.swap(7, first);
  const waiting = swaps.swap(7, second);
  await expect(swaps.swap(7, third)).rejects.toMatchObject({ kind: 'overloaded' });
  await running;
  const next = swaps.swap(7, third);
  await waiting;
  await Promise.all([next, swaps.swap(7, fourth)]);
});

import { expect, test } from 'vitest';
import type { Graph } from './graph.ts';
import { createOpenGraphs } from './open-graphs.ts';
import type { OpenGraphsOptions } from './open-graphs.ts';
import type { GraphAddress } from './process-messages.ts';
import { bufferPoolBytes, expectedBytes } from './buffer-pools.ts';

const MIB = 1024 ** 2;

test('a pool grows with the file between its bounds, in whole pages', () => {
  const sizes = { bytesMin: 8 * MIB, bytesMax: 100 * MIB };
  expect(bufferPoolBytes(0, sizes)).toBe(8 * MIB);
  expect(bufferPoolBytes(2 * MIB, sizes)).toBe(10.5 * MIB);
  expect(bufferPoolBytes(1_000_001, sizes) % 4096).toBe(0);
  expect(bufferPoolBytes(1000 * MIB, sizes)).toBe(100 * MIB);
  expect([2, 1000].map((size) => expectedBytes(size * MIB, sizes))).toEqual([6 * MIB, 100 * MIB]);
});

test('the one idle longest is closed when there are too many, hot ones last', async () => {
  const { use, closed } = openGraphs({ openGraphsMax: 2 });
  await use('hot', true);
  for (const name of ['a', 'b', 'c']) await use(name);
  await expect.poll(closed).toEqual(['a', 'b']);
  for (const name of ['hot 2', 'hot 3']) await use(name, true);
  await expect.poll(closed).toEqual(['a', 'b', 'c', 'hot']);
});

test('what they are expected to take stays within the budget', async () => {
  const { use, graphs, closed } = openGraphs({ expectedBytesMax: 25 });
  for (const name of ['a', 'b', 'c']) await use(name);
  await expect.poll(closed).toEqual(['a']);
  expect([graphs.count(), graphs.expectedBytes()]).toEqual([2, 20]);
});

test('a process that is too large closes one with each use, but never the one used last', async () => {
  const { use, closed } = openGraphs({ isTooLarge: () => true });
  for (const name of ['a', 'b', 'b']) await use(name);
  await expect.poll(closed).toEqual(['a']);
});

test('one in use is not closed, and what was opened and closed is told once', async () => {
  const { graphs, use, closed } = openGraphs({ openGraphsMax: 1 });
  await graphs.use(address('a', false), async () => {
    for (const name of ['b', 'c']) await use(name);
    await expect.poll(closed).toEqual(['b']);
  });
  await expect.poll(closed).toEqual(['b', 'a']);
  const events = graphs.takeEvents();
  expect([events.openedMs.length, events.closed]).toEqual([3, 2]);
  expect(graphs.takeEvents()).toEqual({ openedMs: [], closed: 0 });
});

function openGraphs(options: Partial<OpenGraphsOptions>) {
  const closed: string[] = [];
  const graphs = createOpenGraphs({
    openGraphsMax: 100,
    expectedBytesMax: 1000,
    expectedBytesOf: () => 10,
    isTooLarge: () => false,
    open: ({ directory }) => Promise.resolve(graphNamed(directory, closed)),
    ...options,
  });
  const use = (name: string, isHot = false) => graphs.use(address(name, isHot), () => Promise.resolve());
  return { graphs, use, closed: () => closed };
}

function graphNamed(name: string, closed: string[]): Graph {
  return {
    query: () => Promise.resolve([]),
    close() {
      closed.push(name);
      return Promise.resolve();
    },
  };
}

function address(directory: string, isHot: boolean): GraphAddress {
  return { directory, file: directory, manifest: {} as GraphAddress['manifest'], isHot };
}

import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { diskSpace, graphDir, sourcesDir, stagedDir } from './data-dir.ts';

test('graphs are sharded by the last byte of the namespace id', () => {
  expect(graphDir('/data', 5)).toBe('/data/graphs/05/5');
  expect(graphDir('/data', 511)).toBe('/data/graphs/ff/511');
  expect(graphDir('/data', 2 ** 48 + 16)).toBe(`/data/graphs/10/${2 ** 48 + 16}`);
});

test('working directories carry namespace and job', () => {
  expect(stagedDir('/data', 5, 'j1')).toBe('/data/staged/5-j1');
  expect(sourcesDir('/data', 5, 'j1')).toBe('/data/sources/5-j1');
});

test('free space is a part of the whole', async () => {
  const { totalBytes, freeBytes } = await diskSpace(tmpdir());
  expect(freeBytes).toBeGreaterThan(0);
  expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
});

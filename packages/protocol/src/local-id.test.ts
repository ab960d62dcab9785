import { sample, string } from 'fast-check';
import { expect, test } from 'vitest';
import { localNamespaceId } from './local-id.ts';

test('is the same in every run, so that a data directory survives a restart', () => {
  expect(localNamespaceId('/srv/code/django')).toBe(239_241_526_241_620);
});

test('lies between 2^31 and 2^48 for every path', () => {
  const ids = sample(string({ unit: 'binary' }), 1000).map(localNamespaceId);
  expect(ids.filter((id) => !Number.isSafeInteger(id) || id < 2 ** 31 || id >= 2 ** 48)).toEqual([]);
});

test('tells neighbours apart', () => {
  const ids = Array.from({ length: 1000 }, (_, i) => localNamespaceId(`/srv/code/project-${i}`));
  expect(new Set(ids).size).toBe(1000);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localNamespaceId } from './local-id.ts';

test('is the same in every run, so that a data directory survives a restart', () => {
  expect(localNamespaceId('/srv/code/django')).toBe(239_241_526_241_620);
});

test('lies between 2^31 and 2^48 for every path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      const id = localNamespaceId(path);
      return Number.isSafeInteger(id) && id >= 2 ** 31 && id < 2 ** 48;
    }),
  );
});

test('tells neighbours apart', () => {
  const ids = Array.from({ length: 1000 }, (_, i) => localNamespaceId(`/srv/code/project-${i}`));
  expect(new Set(ids).size).toBe(1000);
});

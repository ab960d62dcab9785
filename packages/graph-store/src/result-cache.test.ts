import { expect, test } from 'vitest';
import { createResultCache } from './result-cache.ts';

test('rows are remembered by graph, statement and values', () => {
  const cache = createResultCache(10_000);
  cache.put('/a', 'S', { id: 'x' }, [{ n: 1 }]);
  expect(cache.get('/a', 'S', { id: 'x' })).toEqual([{ n: 1 }]);
  for (const [directory, statement, id] of [
    ['/b', 'S', 'x'],
    ['/a', 'T', 'x'],
    ['/a', 'S', 'y'],
  ] as const) {
    expect(cache.get(directory, statement, { id })).toBeNull();
  }
});

test('who changes what was handed out changes nothing for others', () => {
  const cache = createResultCache(10_000);
  cache.put('/a', 'S', {}, [{ n: 1 }, { n: 2 }]);
  cache.get('/a', 'S', {})?.reverse();
  expect(cache.get('/a', 'S', {})).toEqual([{ n: 1 }, { n: 2 }]);
  const [row] = cache.get('/a', 'S', {}) ?? [];
  expect(() => Object.assign(row ?? {}, { n: 3 })).toThrow(TypeError);
});

test('its size is bounded: what was not asked for longest goes, and a large result is not kept', () => {
  const cache = createResultCache(2000);
  for (let id = 0; id < 100; id += 1) {
    cache.put('/a', 'S', { id }, [{ name: 'x'.repeat(50) }]);
    expect(cache.get('/a', 'S', { id: 0 })).not.toBeNull();
    expect(cache.bytes()).toBeLessThanOrEqual(2000);
  }
  expect(cache.get('/a', 'S', { id: 1 })).toBeNull();
  expect(cache.get('/a', 'S', { id: 99 })).not.toBeNull();
  cache.put('/a', 'large', {}, [{ name: 'x'.repeat(300) }]);
  expect(cache.get('/a', 'large', {})).toBeNull();
});

test('a graph that is closed is forgotten; without room nothing is kept', () => {
  const cache = createResultCache(10_000);
  cache.put('/a', 'S', {}, [{ n: 1 }]);
  cache.put('/b', 'S', {}, [{ n: 2 }]);
  cache.forget('/a');
  expect([cache.get('/a', 'S', {}), cache.get('/b', 'S', {})]).toEqual([null, [{ n: 2 }]]);
  const none = createResultCache(0);
  none.put('/a', 'S', {}, []);
  expect([none.get('/a', 'S', {}), none.bytes()]).toEqual([null, 0]);
});

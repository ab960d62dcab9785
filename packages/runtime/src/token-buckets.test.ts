import { expect, test } from 'vitest';
import { createTokenBuckets } from './token-buckets.ts';

test('a burst passes, then what the rate allows; who is refused is told when to come back', () => {
  const { take, at } = buckets({ perMinute: 60, burst: 3 });
  expect([1, 2, 3].map(() => take('a', 1))).toEqual([0, 0, 0]);
  expect(take('a', 1)).toBe(1);
  at(500);
  expect(take('a', 1)).toBe(0.5);
  at(1000);
  expect([take('a', 1), take('a', 1)]).toEqual([0, 1]);
});

test('a refused call takes nothing, and keys have buckets of their own', () => {
  const { take } = buckets({ perMinute: 60, burst: 2 });
  expect(take('a', 2)).toBe(0);
  for (let call = 0; call < 10; call += 1) expect(take('a', 1)).toBe(1);
  expect(take('b', 2)).toBe(0);
});

test('a bucket never holds more than its burst, and what costs more takes all of it', () => {
  const { take, at } = buckets({ perMinute: 60, burst: 2 });
  at(3_600_000);
  expect(take('a', 100)).toBe(0);
  expect(take('a', 1)).toBe(1);
});

test('no rate is no limit, and needs no bucket', () => {
  const { take, size } = buckets({ perMinute: 0, burst: 1 });
  for (let call = 0; call < 10; call += 1) expect(take('a', 1)).toBe(0);
  expect(size()).toBe(0);
});

test('their number is bounded: the one unused for longest goes', () => {
  const { take, size } = buckets({ perMinute: 60, burst: 1 });
  for (let key = 0; key < 1000; key += 1) take(`key ${key}`, 1);
  expect(size()).toBe(10);
  expect([take('key 999', 1), take('key 0', 1)]).toEqual([1, 0]);
});

function buckets(options: { perMinute: number; burst: number }) {
  let now = 0;
  const made = createTokenBuckets({ ...options, bucketsMax: 10, now: () => now });
  return {
    take: (key: string, cost: number) => made.take(key, cost),
    size: () => made.size(),
    at: (time: number) => (now = time),
  };
}

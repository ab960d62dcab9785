import { expect, test } from 'vitest';
import { backoffMs, retry } from './retry.ts';

const quick = { attemptsMax: 4, firstDelayMs: 1, delayMsMax: 2 };
const failing = (until: number) => (attempt: number) =>
  attempt < until ? Promise.reject(new Error(`attempt ${attempt}`)) : Promise.resolve(attempt);

test('work is repeated until it succeeds', async () => {
  expect(await retry(failing(3), quick)).toBe(3);
});

test('attempts are bounded, and the last error is thrown', async () => {
  const seen: number[] = [];
  const onRetry = (_error: unknown, attempt: number) => seen.push(attempt);
  await expect(retry(failing(99), { ...quick, onRetry })).rejects.toThrow('attempt 4');
  expect(seen).toEqual([1, 2, 3]);
});

test('an error that no repetition mends is thrown at once', async () => {
  await expect(retry(failing(3), { ...quick, retryIf: () => false })).rejects.toThrow('attempt 1');
});

test('an abort ends the pause with its reason', async () => {
  const caller = new AbortController();
  const options = { attemptsMax: 2, firstDelayMs: 60_000, delayMsMax: 60_000 };
  const onRetry = () => caller.abort(new Error('stopped'));
  await expect(retry(failing(2), { ...options, onRetry }, caller.signal)).rejects.toThrow('stopped');
  await expect(retry(failing(1), options, caller.signal)).rejects.toThrow('stopped');
});

test('the pause doubles up to its bound, and jitter only shortens it', () => {
  const options = { firstDelayMs: 100, delayMsMax: 350 };
  const pauses = (random: number) =>
    [1, 2, 3, 9].map((n) => backoffMs(n, { ...options, random: () => random }));
  expect(pauses(0)).toEqual([100, 200, 350, 350]);
  expect(pauses(1)).toEqual([50, 100, 175, 175]);
});

import { expect, test } from 'vitest';
import { createKnownState } from './known-state.ts';

test('is what the last answer said, and bad before the first', async () => {
  let isUp = true;
  const state = createKnownState(() => (isUp ? Promise.resolve() : Promise.reject(new Error('away'))));
  const { signal } = new AbortController();
  expect(state.isGood).toBe(false);
  expect(await state.ask(signal)).toBe(true);
  isUp = false;
  expect(state.isGood).toBe(true);
  expect(await state.ask(signal)).toBe(false);
  expect(state.isGood).toBe(false);
});

test('asks again and again, one at a time, until it is told to stop', async () => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const third = Promise.withResolvers<void>();
  let asked = 0;
  let asking = 0;
  const state = createKnownState(async () => {
    expect((asking += 1)).toBe(1);
    if ((asked += 1) === 3) third.resolve();
    await Promise.resolve();
    asking -= 1;
  });
  const running = state.run(1, signal);
  await third.promise;
  stopping.abort();
  await running;
  expect(asking).toBe(0);
});

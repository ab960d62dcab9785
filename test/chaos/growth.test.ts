import { expect, test } from 'vitest';
import { riseOf } from './growth.ts';
import { createRandom } from './random.ts';

test('a slow leak is seen through noise, and noise alone is no growth', () => {
  const random = createRandom(1);
  const noise = () => random.integer(20) - 10;
  const steady = Array.from({ length: 60 }, () => 1000 + noise());
  const leaking = Array.from({ length: 60 }, (_, index) => 1000 + 2 * index + noise());
  expect(Math.abs(riseOf(steady))).toBeLessThan(0.02);
  expect(riseOf(leaking)).toBeGreaterThan(0.09);
});

test('the same seed makes the same decisions, another seed others', () => {
  const decisions = (seed: number) => createRandom(seed).shuffled(Array.from({ length: 20 }, (_, i) => i));
  expect(decisions(7)).toEqual(decisions(7));
  expect(decisions(7)).not.toEqual(decisions(8));
  expect(decisions(7).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

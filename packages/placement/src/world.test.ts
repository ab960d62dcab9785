import { expect, test } from 'vitest';
import { defaultPlacementRules, moveReasons, needs } from './index.ts';

test('relief ends below where it begins, and what is said twice is one word', () => {
  const { lowShare, highShare } = defaultPlacementRules;
  expect(lowShare).toBeLessThan(highShare);
  expect(highShare).toBeLessThan(1);
  expect(new Set(moveReasons).size).toBe(moveReasons.length);
  expect(new Set(needs).size).toBe(needs.length);
});

import { expect, test } from 'vitest';
import { gitalyToken } from './gitaly-token.ts';

test.each([
  [1535671615, '3346cb25ecdb928defd368e7390522a86764bbdf1e8b21aaef27c4c23ec9c899'],
  [1535671585, 'b77158328e80be2984eaf08788419d25f3484eae484aec1297af6bdf1a456610'],
])('the token of "foo" at %d is that of the contract', (seconds, signature) => {
  expect(gitalyToken('foo', seconds * 1000 + 999)).toBe(`v2.${signature}.${seconds}`);
});

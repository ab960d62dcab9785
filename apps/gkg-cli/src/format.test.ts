import { expect, test } from 'vitest';
import { formatBytes, formatRows } from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_234, '1.2 KB'],
  [56_700_000, '57 MB'],
  [5_000_000_000_000, '5000 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('labels are as wide as the widest', () => {
  expect(
    formatRows([
      ['a', '1'],
      ['long', '2'],
    ]),
  ).toBe('a     1\nlong  2\n');
});

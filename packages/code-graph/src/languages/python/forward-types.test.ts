import { expect, test } from 'vitest';
import { parseForwardType } from './forward-types.ts';

test('types in strings are read as far as they are types', () => {
  expect(parseForwardType('a.B')).toEqual({ kind: 'name', path: ['a', 'B'], arguments: [] });
  expect(parseForwardType('Dict[str, A | None]')).toEqual({
    kind: 'name',
    path: ['Dict'],
    arguments: [
      { kind: 'name', path: ['str'], arguments: [] },
      {
        kind: 'union',
        path: [],
        arguments: [
          { kind: 'name', path: ['A'], arguments: [] },
          { kind: 'nothing', path: [], arguments: [] },
        ],
      },
    ],
  });
  expect(parseForwardType('Callable[[A, ...], B]')?.arguments.map(({ kind }) => kind)).toEqual([
    'list',
    'name',
  ]);
});

test.each([
  '',
  'a b',
  '3',
  'A[',
  'A]',
  'A |',
  'a sentence, as it happens',
  'A['.repeat(100),
  'x'.repeat(501),
])('anything else is none: %s', (text) => {
  expect(parseForwardType(text)).toBeUndefined();
});

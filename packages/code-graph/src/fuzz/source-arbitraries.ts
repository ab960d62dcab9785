import fc from 'fast-check';

const names = [
  'a',
  'b',
  'Foo',
  'self',
  'this',
  'é',
  '名',
  '$x',
  '_',
  '__init__',
  'new',
  'default',
  'constructor',
  '__proto__',
];
const literals = [
  '0',
  '1e9',
  '"s"',
  "'c'",
  '`t`',
  '"${',
  '"#{',
  '/*',
  '*/',
  '//',
  '#',
  '"""',
  "'''",
  '\\',
  '\0',
  '👋',
];
const spaces = [' ', ' ', ' ', '\n', '\n  ', '\n    ', '\r\n', '\t', ''];

/** Tokens of a grammar, names and literals in any order, with white space of any kind between them. */
export function tokenSoup(tokens: readonly string[]): fc.Arbitrary<string> {
  const token = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...(tokens.length === 0 ? [';'] : tokens)) },
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom(...literals) },
  );
  return fc
    .array(fc.tuple(token, fc.constantFrom(...spaces)), { maxLength: 120 })
    .map((parts) => parts.map(([text, space]) => text + space).join(''));
}

type Edit =
  | {
      readonly kind: 'cut' | 'double' | 'move';
      readonly from: number;
      readonly length: number;
      readonly to: number;
    }
  | { readonly kind: 'insert'; readonly from: number; readonly text: string };

/** A source with stretches cut, doubled and moved, and tokens put in; places are parts of its length. */
export function mutated(source: string, tokens: readonly string[]): fc.Arbitrary<string> {
  const place = fc.integer({ min: 0, max: source.length });
  const length = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 }));
  const text = fc.constantFrom(...tokens, ...names, ...literals, ...spaces);
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('cut' as const, 'double' as const, 'move' as const),
      from: place,
      length,
      to: place,
    }),
    fc.record({ kind: fc.constant('insert' as const), from: place, text }),
  );
  return fc
    .array(edit, { minLength: 1, maxLength: 8 })
    .map((edits) => edits.reduce((current, each) => applyEdit(current, each), source));
}

function applyEdit(source: string, edit: Edit): string {
  const { from } = edit;
  if (edit.kind === 'insert') return source.slice(0, from) + edit.text + source.slice(from);
  const piece = source.slice(from, from + edit.length);
  if (edit.kind === 'double') return source.slice(0, from) + piece + source.slice(from);
  const rest = source.slice(0, from) + source.slice(from + edit.length);
  return edit.kind === 'cut' ? rest : rest.slice(0, edit.to) + piece + rest.slice(edit.to);
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { macroMark, withMarks } from './macro-marks.ts';
import { prepare } from './prepare.ts';

/** The prepared source with marks shown as `~`. */
function prepared(source: string): string {
  return prepare(source).replaceAll(macroMark, '~');
}

describe('macro calls', () => {
  test('whose tokens are expressions become calls', () => {
    expect(prepared('fn f() { println!("{}", a.b()); }')).toBe('fn f() { println~("{}", a.b()); }');
    expect(prepared('fn f() { vec![a, b()]; vec![x; n()] }')).toBe('fn f() { vec~(a, b()); vec~(x, n()) }');
    expect(prepared('fn f() { dbg!(x)?; baz!(a,); bar!() }')).toBe('fn f() { dbg~(x)?; baz~(a,); bar~() }');
    expect(prepared('fn f() { assert!(v.iter().all(|x| x.ok()), "{x}") }')).toBe(
      'fn f() { assert~(v.iter().all(|x| x.ok()), "{x}") }',
    );
  });

  test('with a syntax of their own are left alone', () => {
    for (const call of [
      'm!(a b)',
      'm! { a => b }',
      'm!(a: b)',
      'm!($x)',
      "m!('a)",
      'Token![..]',
      'json!({"a": 1})',
    ]) {
      expect(prepared(`fn f() { ${call}; }`)).toBe(`fn f() { ${call}; }`);
    }
    expect(prepared('macro_rules! m { ($x:expr) => { println!("{}", $x) } }')).not.toContain('~');
  });

  test('in strings, comments and after keywords are none', () => {
    for (const text of [
      '"a!(b)"',
      '// a!(b)\n',
      '/* a!(b) /* */ c!(d) */',
      'r#"a!("b")"#',
      "'!'",
      'if !(a) {}',
    ]) {
      expect(prepared(`fn f() { ${text} }`)).toBe(`fn f() { ${text} }`);
    }
  });

  test('of a pattern keep the value that is matched', () => {
    expect(prepared('fn f() { matches!(x.y(), Some(_) | None) }')).toBe(
      'fn f() { matches~(x.y()                ) }',
    );
  });
});

test('a macro around items gives the items', () => {
  expect(prepared('cfg_rt! {\n    pub mod x;\n}\n')).toBe('         \n    pub mod x;\n \n');
  expect(prepared('bitflags! { struct A: u32 { } }')).toBe('bitflags! { struct A: u32 { } }');
  expect(prepared('impl A { m!(a, b); }')).toBe('impl A { m!(a, b); }');
});

test('no source changes its length, and marks can be undone', () => {
  const piece = fc.constantFrom(
    'm!',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    'a',
    ' ',
    '"',
    "'",
    ';',
    ',',
    '//',
    '/*',
    '\n',
    '!',
    '|',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = pieces.join('');
      expect(prepare(source).length).toBe(source.length);
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(withMarks(prepare('fn f() { m!(a) }'))).toBe('fn f() { m!(a) }');
});

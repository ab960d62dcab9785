import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { factsOf } from './ecmascript-facts.fixture.ts';
import { prepareJavaScript, prepareTypeScript, prepareTypeScriptXml } from './newer-syntax.ts';

test.each([
  ['using a = open();', 'const a = open();'],
  ['await using b: B = open();', 'const       b: B = open();'],
  ['for (using c of cs) {}', 'for (const c of cs) {}'],
  ['for (using of cs) {} using(x); let using = 1;', 'for (using of cs) {} using(x); let using = 1;'],
])('%s is read as a constant', (source, prepared) => {
  expect(prepareJavaScript(source)).toBe(prepared);
});

test.each([
  ["export type * from './a';", "export      * from './a';"],
  ['class A<in out T, out U extends V, in W> {}', 'class A<       T,     U extends V,    W> {}'],
  ['interface A<\n  /** why */\n  out T = 1\n> {}', 'interface A<\n  /** why */\n      T = 1\n> {}'],
  ['type A = `a \\`b\\``', "type A = `a ''b''`"],
  ['for (const x in y) {} f(a, out, b < out);', 'for (const x in y) {} f(a, out, b < out);'],
])('%s loses what the grammar stumbles on', (source, prepared) => {
  expect(prepareTypeScriptXml(source)).toBe(prepared);
});

const signatures = `
declare const f: {
  (a: A): Promise<A>
  // between
  /** and documented */
  <B>(b: B): B
}
const g = <A>() =>
  <B>(b: B) => b;`;

test('call signatures stay apart', () => {
  const prepared = prepareTypeScript(signatures);
  expect(prepared).toHaveLength(signatures.length);
  expect(prepared.match(/;<B>/g)).toHaveLength(1);
});

test('what stands around newer syntax is found where it is', async () => {
  const source = `export type * from './a';\n{ using x = f(); for (using y of x) {} }\nclass A<out T> { m() {} }`;
  expect(describeFacts(await factsOf(source)).definitions).toEqual(['class A 3:7', 'method A.m 3:18']);
});

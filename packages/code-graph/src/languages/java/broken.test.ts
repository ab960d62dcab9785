import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './java-facts.fixture.ts';

const source = `package a.b;
import java.util.*; import static x.Y.foo;
@Ann(value = 3, x = @B) public abstract class A<T extends Foo & Bar> extends Base<T> implements I, J.K<T> {
  private static final int x = 1, y[] = {1};
  A(int a, final String... b) throws E { super(a); this.x = a; }
  <R> R m(List<? extends T> p, int[] q) { return outer.new Inner(); }
  class Inner { void f() { A.this.m(null); super.toString(); A.super.f(); } }
  enum E implements I { P(1) { void z() {} }, Q; E() {} int v; }
  record Rec(int a, String b) { Rec { check(); } }
  void s(Object o) {
    for (var e : xs) e.a();
    if (o instanceof Foo f && f.ok()) {}
    switch (o) { case Foo f when f.x() -> f.y(); case Rec(int a, var b) -> b.t(); default -> {} }
    try (var r = open(); x) { } catch (IOException | Foo e) { e.m(); } finally { }
    g = Foo::bar; g = int[]::new; h = (a, b) -> a; k = new Foo<>() { void u() {} };
    label: while (true) break label;
  }
}
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const broken = 'class A { void f( { } void g() { h(); } }\nclass B { int x; }\n';
  const { definitions } = describeFacts(await factsOf(broken));
  expect(definitions.join('\n')).toMatch(/class B\b/);
  expect(definitions.join('\n')).toMatch(/property B\.x/);
});

test('deep nesting is read', async () => {
  const nested = `class A { int x = ${'f('.repeat(900)}1${')'.repeat(900)}; }\n`;
  const { sites } = describeFacts(await factsOf(nested));
  expect(sites.filter((site) => site.startsWith('call f')).length).toBe(900);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of ['', '\n', '\uFEFF', '//', '/*', '"', '\0', 'package', 'class', 'import', '@']) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});

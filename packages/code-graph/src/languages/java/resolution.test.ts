import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Call edges of sources, without files: `A.f -> B.g`. Those to imports are left out. */
async function callsOf(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources(sources));
  const own = lines.filter((line) => !line.includes('::import '));
  return [...new Set(own.map((line) => line.replaceAll(/[\w/.]+::/g, '').replace(/ @.*/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  return callsOf({ 'A.java': `package a;\n${body}` });
}

describe('names', () => {
  test('mean members of the class, inherited ones, then those of classes around and imported ones', async () => {
    const sources = {
      'a/Base.java': 'package a;\npublic class Base { void inherited() {} void both() {} }\n',
      'b/Tool.java':
        'package b;\npublic class Tool { public static void help() {} public static void both() {} }\n',
      'a/A.java': `package a;
import static b.Tool.*;
class A {
  void outer() {}
  void both() {}
  class In extends Base { void f() { inherited(); outer(); both(); help(); own(); } void own() {} }
}
`,
    };
    expect(await callsOf(sources)).toEqual([
      'A.In.f -> A.In.own',
      'A.In.f -> A.outer',
      'A.In.f -> Base.both',
      'A.In.f -> Base.inherited',
      'A.In.f -> Tool.help',
    ]);
  });

  test('of classes mean those of the file, its package, its imports and what is inherited', async () => {
    const sources = {
      'a/Near.java': 'package a;\nclass Near { static void f() {} }\n',
      'b/Near.java': 'package b;\nclass Near { static void f() {} }\n',
      'b/Far.java':
        'package b;\npublic class Far { protected static class In { static void g() {} } static void f() {} }\n',
      'a/A.java':
        'package a;\nimport b.Far;\nclass A extends Far { void f() { Near.f(); Far.f(); In.g(); b.Near.f(); } }\n',
    };
    const lines = linesOf('CALLS', await linkSources(sources));
    expect(lines.map((line) => line.replace(/ @.*/, ''))).toEqual([
      'a/A.java::A.f -> a/Near.java::Near.f',
      'a/A.java::A.f -> b/Far.java::Far.In.g',
      'a/A.java::A.f -> b/Far.java::Far.f',
      'a/A.java::A.f -> b/Near.java::Near.f',
    ]);
  });
});

describe('receivers', () => {
  const type = 'class T { T next; java.util.List<T> all; java.util.Map<String, T> byName; void m() {} }\n';

  test('are known from declarations, results, containers, patterns and casts', async () => {
    const body = `import java.util.*;
${type}class Use {
  void parameter(T t) { t.m(); }
  void field(T t) { t.next.next.m(); }
  void made() { new T().m(); }
  T give() { return null; }
  void result() { give().m(); }
  void inferred() { var t = give(); t.m(); }
  void loop(List<T> ts) { for (T t : ts) t.m(); for (var t : ts) t.m(); }
  void element(List<T> ts, Map<String, T> byName) { ts.get(0).m(); byName.get("a").m(); }
  void values(Map<String, T> ts) { for (Map.Entry<String, T> e : ts.entrySet()) e.getValue().m(); }
  void stream(List<T> ts) { ts.stream().filter(t -> true).forEach(t -> t.m()); }
  void optional(Optional<T> t) { t.get().m(); }
  void cast(Object o) { ((T) o).m(); }
  void pattern(Object o) { if (o instanceof T t && true) { t.m(); } }
  void switched(Object o) { switch (o) { case T t -> t.m(); default -> {} } }
  void array(T[] ts) { ts[0].m(); }
  void rest(T... ts) { for (T t : ts) t.m(); }
  <X extends T> void bounded(X x) { x.m(); }
  void supplied(java.util.function.Supplier<T> s) {}
}
`;
    const names =
      'parameter field made result inferred loop element values stream optional cast pattern switched array rest bounded';
    const found = (await callsIn(body)).filter((call) => call.endsWith('-> T.m'));
    expect(found.sort()).toEqual(
      names
        .split(' ')
        .map((name) => `Use.${name} -> T.m`)
        .sort(),
    );
  });

  test('of an interface reach what implements it, and say so', async () => {
    const lines = linesOf(
      'CALLS',
      await linkSources({
        'A.java': `interface I { void f(); default void g() {} }
class One implements I { public void f() {} }
class Two extends One { public void f() {} }
class Use { void use(I i) { i.f(); i.g(); } }
`,
      }),
    );
    expect(lines).toEqual([
      'A.java::Use.use -> A.java::I.f @4 inferred_type',
      'A.java::Use.use -> A.java::I.g @4 inferred_type',
      'A.java::Use.use -> A.java::One.f @4 dispatch',
      'A.java::Use.use -> A.java::Two.f @4 dispatch',
    ]);
  });

  test('may be above the class or the class itself', async () => {
    const body = `class Base { Base(int x) {} void f() {} }
class Sub extends Base { Sub() { this(1); } Sub(int y) { super(y); } void f() { super.f(); this.g(); } void g() {} }
`;
    expect(await callsIn(body)).toEqual([
      'Sub.Sub -> Sub.Sub~2',
      'Sub.Sub~2 -> Base.Base',
      'Sub.f -> Base.f',
      'Sub.f -> Sub.g',
    ]);
  });
});

describe('overloads', () => {
  test('are chosen by number and types of arguments', async () => {
    const body = `class A {
  void f(int x) {} void f(String x) {} void f(Object x) {} void f(int[] x) {} void f(int x, int y) {} void f(A a) {}
  void ints() { f(1); }
  void strings(StringBuilder b) { f("a" + 1); f(b.toString()); }
  void two() { f(1, 2); }
  void arrays(int[] xs) { f(xs); }
  void own() { f(this); f(new A()); }
  void objects(java.util.Date d) { f(d); }
}
`;
    expect(await callsIn(body)).toEqual([
      'A.arrays -> A.f~4',
      'A.ints -> A.f',
      'A.objects -> A.f~3',
      'A.own -> A',
      'A.own -> A.f~6',
      'A.strings -> A.f~2',
      'A.two -> A.f~5',
    ]);
  });
});

describe('functions as values', () => {
  test('are called where they arrive, and refer to what they name', async () => {
    const sources = {
      'A.java': `import java.util.function.*;
interface Act { void act(T t); }
class T { void m() {} static void s() {} }
class A {
  Runnable stored;
  void made() {}
  void run(Act a) { a.act(new T()); }
  void lambda() { run(t -> t.m()); }
  void keep() { stored = this::made; }
  void later() { stored.run(); }
  Supplier<T> give() { return T::new; }
}
`,
    };
    const lines = await linkSources(sources);
    const calls = linesOf('CALLS', lines).map((line) => line.replaceAll('A.java::', '').replace(/ @\d+/, ''));
    expect(calls).toContain('A.lambda -> T.m inferred_type');
    expect(calls).toContain('A.later -> A.made flow');
    expect(calls).toContain('A.run -> Act.act inferred_type');
    expect(linesOf('REFERENCES', lines)).toContain('A.java::A.keep -> A.java::A.made @9 value member');
  });
});

describe('types and annotations', () => {
  test('are references', async () => {
    const lines = await linkSources({
      'A.java': '@interface Note {}\nclass B {}\n@Note class A { @Note B b; B f(B x) { return (B) x; } }\n',
    });
    const types = linesOf('REFERENCES', lines).filter((line) => line.includes(' type '));
    expect(types.map((line) => line.replaceAll('A.java::', '')).sort()).toEqual([
      'A -> B @3 type lexical',
      'A -> Note @3 type lexical',
      'A.f -> B @3 type lexical',
      'A.f -> B @3 type lexical',
      'A.f -> B @3 type lexical',
      'A.java -> Note @3 type lexical',
    ]);
  });

  test('a method with the signature of one above overrides it', async () => {
    const lines = await linkSources({
      'A.java':
        'class B { void f(int x) {} void g() {} }\nclass A extends B { void f(int x) {} void h() {} }\n',
    });
    expect(linesOf('OVERRIDES', lines)).toEqual(['A.java::A.f -> A.java::B.f @2']);
  });
});

describe('what must not be found', () => {
  test('are equal names elsewhere, shadowed ones and receivers that are not known', async () => {
    const sources = {
      'a/A.java': `package a;
import other.Helper;
class A {
  void f(Helper helper, Object o, String text) { helper.run(); o.run(); text.length(); unknown.run(); run2(); }
  void g() { Helper.run(); String.valueOf(1); System.out.println(); }
}
`,
      'b/B.java':
        'package b;\nclass B { void run() {} void run2() {} int length() { return 1; } void println() {} }\n',
      'c/Helper.java': 'package c;\npublic class Helper { public void run() {} }\n',
    };
    expect(await callsOf(sources)).toEqual([]);
  });
});

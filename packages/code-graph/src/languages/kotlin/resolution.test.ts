import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Call edges of sources, without files: `main -> Service.save`. Those to imports are left out. */
async function callsOf(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources(sources));
  const own = lines.filter((line) => !line.includes('::import '));
  return [...new Set(own.map((line) => line.replaceAll(/[\w/.]+::/g, '').replace(/ @.*/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  return callsOf({ 'a.kt': `package a\n${body}` });
}

describe('names', () => {
  test('are imported, with another name, by package, or stand in the package', async () => {
    const sources = {
      'b/b.kt': 'package b\nfun one() {}\nfun two() {}\nclass Made\nobject O { fun inside() {} }\n',
      'a/near.kt': 'package a\nfun near() {}\nprivate val x = near()\n',
      'a/a.kt':
        'package a\nimport b.one as uno\nimport b.*\nimport b.O.inside\nfun f() { uno(); two(); near(); Made(); inside(); O.inside() }\n',
    };
    expect((await callsOf(sources)).sort()).toEqual([
      'f -> Made',
      'f -> O.inside',
      'f -> near',
      'f -> one',
      'f -> two',
      'x -> near',
    ]);
  });

  test('mean members of receivers and classes around before functions outside', async () => {
    const body = `fun run1() {}
class T {
  fun m() {}
  fun n() {}
}
class A {
  fun own() {}
  fun f() {
    own()
    run1()
  }
  inner class In {
    fun g() { own() }
  }
  companion object {
    fun make() {}
  }
  fun h() {
    make()
    A.make()
  }
}
fun T.extended() {
  m()
  n()
}
fun use(t: T) {
  with(t) { m() }
  t.apply { n() }
  t.let { it.m() }
}
fun more(t: T) {
  t.run { m() }
  t.also { x -> x.n() }
}
`;
    expect(await callsIn(body)).toEqual([
      'A.In.g -> A.own',
      'A.f -> A.own',
      'A.f -> run1',
      'A.h -> A.Companion.make',
      'extended -> T.m',
      'extended -> T.n',
      'more -> T.m',
      'more -> T.n',
      'use -> T.m',
      'use -> T.n',
    ]);
  });
});

describe('receivers', () => {
  const type = 'open class T { val next: T = T(); fun m() {} }\n';

  test('are known from declarations, results, containers, checks and casts', async () => {
    const body = `${type}
fun parameter(t: T) { t.m() }
fun nullable(t: T?) { t?.m(); t!!.next.m() }
fun give() = T()
fun inferred() { val t = give(); t.m() }
fun elvis(t: T?) { val u = t ?: return; u.m() }
fun elements(ts: List<T>) { ts[0].m(); for (t in ts) t.m(); ts.forEach { it.m() } }
fun mapped(ts: List<T>) { ts.filter { true }.map { it.next }.first().m() }
fun entries(ts: Map<String, T>) { for ((k, v) in ts) v.m() }
fun checked(x: Any) { if (x is T) x.m() }
fun negated(x: Any) { if (x !is T) return; x.m() }
fun cast(x: Any) { (x as T).m() }
fun chosen(x: Any) { when (x) { is T -> x.m() } }
fun rest(vararg ts: T) { for (t in ts) t.m() }
fun made(ts: MutableList<T>) { listOf(T()).first().m() }
class Holder(val t: T) {
  val later by lazy { T() }
  fun f() { t.m() }
  fun g() { later.m() }
}
data class Two(val a: T, val b: Int)
fun parts(two: Two) { val (a, b) = two; a.m() }
fun <X : T> bounded(x: X) { x.m() }
`;
    const names =
      'parameter nullable inferred elvis elements mapped entries checked cast chosen rest made Holder.f Holder.g parts bounded';
    const found = (await callsIn(body)).filter((call) => call.endsWith('-> T.m'));
    const expected = names.split(' ').map((name) => `${name} -> T.m`);
    expect(found.filter((call) => !call.startsWith('negated')).sort()).toEqual(expected.sort());
  });

  test('have operators and infix functions', async () => {
    const body = `class V {
  operator fun plus(o: V) = this
  operator fun get(i: Int) = this
  operator fun invoke() {}
  infix fun with2(o: V) = this
  operator fun contains(o: V) = true
  operator fun unaryMinus() = this
}
fun f(a: V, b: V) { a + b; a[1]; a with2 b; b in a; -a; a() }
`;
    expect((await callsIn(body)).filter((call) => call.startsWith('f '))).toEqual([
      'f -> V.contains',
      'f -> V.get',
      'f -> V.invoke',
      'f -> V.plus',
      'f -> V.unaryMinus',
      'f -> V.with2',
    ]);
  });
});

test('extensions are found on what they extend, and on nothing else', async () => {
  const body = `class T
class U
fun T.only() {}
fun String.shout() {}
fun f(t: T, u: U, s: String) { t.only(); u.only(); s.shout(); t.shout() }
`;
  expect(await callsIn(body)).toEqual(['f -> only', 'f -> shout']);
  const lines = linesOf('CALLS', await linkSources({ 'a.kt': `package a\n${body}` }));
  expect(lines.length).toBe(2);
});

describe('functions as values', () => {
  test('take what their type says, and lend what their receiver has', async () => {
    const body = `class T {
  fun m() {}
  fun n() {}
}
fun each(block: (T) -> Unit) { block(T()) }
fun build(block: T.() -> Unit) {}
fun f() { each { it.m() }; build { n() } }
fun g(t: T) { each(t::other) }
fun T.other(x: T) {}
fun h() = listOf(T()).map(T::m)
fun twice(n: Int, block: (T) -> Unit) {}
fun i() { twice(1) { it.m() } }
`;
    const calls = await callsIn(body);
    expect(calls).toContain('f -> T.m');
    expect(calls).toContain('f -> T.n');
    expect(calls).toContain('f -> each');
    expect(calls).toContain('i -> T.m');
    expect(calls).toContain('i -> twice');
  });
});

describe('Java', () => {
  test('is called from Kotlin, and Kotlin from Java', async () => {
    const sources = {
      'a/J.java': `package a;
public class J {
  private K k;
  public K getK() { return k; }
  public static void help() {}
  void f() { k.run(); k.getName(); KFileKt.top(); K.make(); new K("x"); O.INSTANCE.g(); }
}
`,
      'a/KFile.kt': `package a
fun top() {}
class K(val name: String) {
  fun run() {}
  companion object {
    @JvmStatic
    fun make() {}
  }
}
object O { fun g() {} }
fun use(j: J) {
  j.k.run()
  J.help()
  j.getK().run()
}
`,
    };
    expect(await callsOf(sources)).toEqual([
      'J.f -> K',
      'J.f -> K.Companion.make',
      'J.f -> K.name',
      'J.f -> K.run',
      'J.f -> O.g',
      'J.f -> top',
      'use -> J.getK',
      'use -> J.help',
      'use -> K.run',
    ]);
  });
});

test('what must not be found are equal names elsewhere and receivers that are not known', async () => {
  const sources = {
    'a/a.kt':
      'package a\nimport other.Helper\nfun f(h: Helper, s: String) { h.run1(); s.trim(); nothing.go(); far() }\n',
    'b/b.kt': 'package b\nclass B {\n fun run1() {}\n fun trim() {}\n fun go() {} }\nfun far() {}\n',
  };
  expect(await callsOf(sources)).toEqual([]);
});

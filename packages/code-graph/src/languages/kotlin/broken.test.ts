import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './kotlin-facts.fixture.ts';

const source = `package a.b
import x.y.W as V
import x.y.*
@Ann(1) data class P<T : Any>(val a: Int, b: List<String> = listOf()) : Base<T>(a, b), I by c where T : Foo {
  constructor(z: Int) : this(z, null) { foo() }
  init { bar() }
  companion object Named : J { const val K = 1 }
  var w: String = "x"
    set(value) { field = value }
  val lazyV by lazy { Foo() }
  inner class In { fun f() { this@P.foo(); super<I>.x() } }
}
enum class E(val x: Int) : I { A(1) { override fun z() {} }, B(2) }
inline fun <reified T, R> Foo?.ext(vararg xs: Foo, block: Foo.(x: Int) -> R = { x() }): R { return this!!.block(1) }
fun main(args: Array<String>) {
  val x = if (a is Foo && a.b()) a.c() else b ?: return
  for ((k, v) in map) { v.f() }
  when (val y = g()) {
    is Foo -> y.f()
    !is Bar, in xs -> {}
    else -> throw E()
  }
  xs.map { it.f() }.filter { a, b: Int -> a.g() }.forEach(::println)
  try { t() } catch (e: Foo) { e.m() } finally { u() }
  a[1].b += c; a?.let { it.y() }; o = object : I, Base(1) { override fun z() = q() }
  foo<Bar>(x, name = y, *zs) { "a\${b.c()} $d" }
}
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('fun b() {\n  x(\n}\n\nfun c() { d() }\n\nclass E {\n  val f = 1\n}\n'),
  );
  expect(definitions.join('\n')).toMatch(/class E\b/);
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(await factsOf(`val x = ${'f('.repeat(400)}1${')'.repeat(400)}\n`));
  expect(sites.filter((site) => site.startsWith('call f')).length).toBe(400);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of ['', '\n', '\uFEFF', '//', '/*', '"', '\0', 'package', 'class', 'import', '@', 'fun']) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});

import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { factsOf } from './kotlin-facts.fixture.ts';

test('definitions are classes, objects, functions and properties of every kind', async () => {
  const source = `package a
sealed interface S {
  fun f()
}
data class P(val a: Int, private var b: String, c: Int) : S {
  constructor(z: Int) : this(z, "", 1)
  companion object { const val K = 1 }
  val size: Int get() = a
  lateinit var late: P
  override fun f() { fun local() {} }
  operator fun plus(o: P): P = this
  inner class In
}
enum class E(val x: Int) { A(1), B(2) }
object O { fun g() {} }
fun interface Act { fun act() }
typealias L = List<P>
fun top() {}
suspend fun P.ext(): Int = 1
val P.area: Int get() = 1
private val hidden = 1
`;
  const { definitions } = describeFacts(await factsOf(source));
  expect([...definitions].sort()).toEqual(
    [
      'interface S 2:18 sealed class',
      'method S.f 3:7 abstract',
      'class P 5:12 data class',
      'constructor P.P 5:13 primary',
      'property P.a 5:18 parameter',
      'property P.b 5:38 parameter',
      'constructor P.P 6:3',
      'class P.Companion 7:3 companion object',
      'constant P.Companion.K 7:32',
      'property P.size 8:7',
      'property P.late 9:16 lateinit',
      'method P.f 10:16',
      'function P.f.local 10:26',
      'method P.plus 11:16 operator',
      'class P.In 12:15 inner class',
      'enum E 14:12',
      'property E.x 14:18 parameter',
      'enum_member E.A 14:28',
      'enum_member E.B 14:34',
      'class O 15:8 object',
      'method O.g 15:16',
      'interface Act 16:15 fun interface',
      'method Act.act 16:25 abstract',
      'type_alias L 17:11',
      'function top 18:5',
      'function ext 19:15 extension',
      'variable area 20:7 extension',
      'variable hidden 21:13',
    ].sort(),
  );
});

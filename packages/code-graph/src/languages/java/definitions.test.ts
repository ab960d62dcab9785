import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './java-facts.fixture.ts';

async function definitionsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).definitions;
}

describe('definitions', () => {
  test('are classes of every kind with their members', async () => {
    const source = `package a.b;
public abstract class A<T> extends B implements I {
  public static final int MAX = 1, MIN = 2;
  private T value;
  static int count;
  A(int x) { int local = 1; }
  abstract void f();
  static void g() {}
  int[] h() { return null; }
  class Inner {}
  enum E implements I { P(1) { void z() {} }, Q; E(int v) {} }
  interface N { int X = 1; default void d() {} void e(); }
  @interface Note { int size() default 3; }
}
record R(int a, String b) { R { check(); } public String b() { return b; } }
`;
    expect(await definitionsOf(source)).toEqual([
      'class A 2:23 abstract',
      'constant A.MAX 3:27',
      'constant A.MIN 3:36',
      'property A.value 4:13',
      'property A.count 5:14 static',
      'constructor A.A 6:3',
      'method A.f 7:17 abstract',
      'method A.g 8:15 static',
      'method A.h 9:9',
      'class A.Inner 10:9',
      'enum A.E 11:8',
      'enum_member A.E.P 11:25',
      'method A.E.z 11:37',
      'enum_member A.E.Q 11:47',
      'constructor A.E.E 11:50',
      'interface A.N 12:13',
      'constant A.N.X 12:21',
      'method A.N.d 12:41 default',
      'method A.N.e 12:53 abstract',
      'interface A.Note 13:14 annotation',
      'method A.Note.size 13:25 abstract',
      'class R 15:8 record',
      'property R.a 15:14 component',
      'property R.b 15:24 component',
      'method R.a 15:14 accessor',
      'constructor R.R 15:29',
      'method R.b 15:58',
    ]);
  });

  test('have a signature, documentation and visibility', async () => {
    const facts = await factsOf(`/** A thing.
 * Of two lines.
 */
@Deprecated
public final class A<T extends B> {
  // no documentation
  @Override protected <X> T f(final int a,
      String... b) throws E { return null; }
}
`);
    expect(describeDefinition(facts, 'A')).toMatchObject({
      signature: 'public final class A<T extends B>',
      documentation: 'A thing.\nOf two lines.',
      visibility: 'public',
      exported: 'true',
    });
    expect(describeDefinition(facts, 'A.f')).toMatchObject({
      signature: 'protected <X> T f(final int a, String... b) throws E',
      documentation: '',
      visibility: 'protected',
    });
  });
});

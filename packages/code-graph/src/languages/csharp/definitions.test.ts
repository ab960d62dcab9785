import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './csharp-facts.fixture.ts';

describe('definitions', () => {
  test('are types with their members of every kind, under the names of their namespaces', async () => {
    const source = `namespace A.B
{
    public abstract class C<T> : Base, IThing where T : class
    {
        private readonly int x, y = 1;
        public const int K = 1;
        public int P { get; set; }
        public int this[int i] => i;
        public event Handler E;
        public event Handler F { add { } remove { } }
        public C() { }
        static C() { }
        ~C() { }
        public abstract void M();
        public static C<T> operator +(C<T> a, C<T> b) => a;
        public static implicit operator int(C<T> a) => 1;
        void IThing.N() { int Local() => 1; }
        enum Kind { One, Two = 2 }
        struct S { }
        delegate int D(int x);
        interface I { void Q(); }
    }
    namespace Inner { record R(string Name); }
}
record struct Point(int X);
static class Tools { }
`;
    expect(describeFacts(await factsOf(source)).definitions).toEqual([
      'namespace A.B 1:11',
      'class A.B.C 3:27 abstract',
      'property A.B.C.x 5:30 field',
      'property A.B.C.y 5:33 field',
      'constant A.B.C.K 6:26 field',
      'property A.B.C.P 7:20',
      'property A.B.C.this[] 8:20 indexer',
      'property A.B.C.E 9:30 event',
      'property A.B.C.F 10:30 event',
      'constructor A.B.C.C 11:16',
      'constructor A.B.C.C 12:16 static',
      'method A.B.C.~C 13:10 finalizer',
      'method A.B.C.M 14:30 abstract',
      'method A.B.C.operator + 15:37 operator',
      'method A.B.C.implicit operator int 16:41 conversion',
      'method A.B.C.N 17:21',
      'function A.B.C.N.Local 17:31 local',
      'enum A.B.C.Kind 18:14',
      'enum_member A.B.C.Kind.One 18:21',
      'enum_member A.B.C.Kind.Two 18:26',
      'struct A.B.C.S 19:16',
      'type_alias A.B.C.D 20:22 delegate',
      'interface A.B.C.I 21:19',
      'method A.B.C.I.Q 21:28',
      'namespace A.B.Inner 23:15',
      'class A.B.Inner.R 23:30 record',
      'property A.B.Inner.R.Name 23:39 record',
      'struct Point 25:15 record',
      'property Point.X 25:25 record',
      'class Tools 26:14 static',
    ]);
  });

  test('are those of every branch of a condition of the preprocessor', async () => {
    const source = `#define X
class C {
#if X
    void A() { }
#elif Y
    void B() { }
#else
    void D() { }
#endif
#region R
    void E() { }
#endregion
}
`;
    const { definitions } = describeFacts(await factsOf(source));
    expect(definitions.map((line) => line.split(' ')[1])).toEqual(['C', 'C.A', 'C.B', 'C.D', 'C.E']);
  });

  test('are found where directives cut them', async () => {
    const source = `class C {
#if X
    public IList<int> P
#else
    public IList P
#endif
    { get { return null; } }
    void M() {
#if Y
        if (a) { F(); }
        else
#endif
        G();
    }
}
class D { }
`;
    expect(describeFacts(await factsOf(source)).definitions).toEqual([
      'class C 1:7',
      'property C.P 3:23',
      'method C.M 8:10',
      'class D 16:7',
    ]);
  });

  test('of a file with one namespace for all', async () => {
    const source = 'using System;\nnamespace N.M;\nclass C { }\ninterface I { }\n';
    expect(describeFacts(await factsOf(source)).definitions).toEqual([
      'namespace N.M 2:11',
      'class N.M.C 3:7',
      'interface N.M.I 4:11',
    ]);
  });
});

describe('a definition', () => {
  const source = `/// <summary>
/// Keeps <see cref="Foo"/> safe.
/// </summary>
[Serializable]
public class C
{
    /// <summary>Saves.</summary>
    /// <param name="x">What.</param>
    [Obsolete]
    protected internal int Save(int x,
        string y = "a") { return 1; }

    // not about it
    int field = 3;
    public int P { get; private set; } = 1;
}
interface I { void Q(); }
`;

  test('has its head, its documentation and who sees it', async () => {
    const facts = await factsOf(source);
    expect(describeDefinition(facts, 'C')).toEqual({
      kind: 'class',
      subkind: '',
      signature: 'public class C',
      documentation: 'Keeps Foo safe.',
      visibility: 'public',
      exported: 'true',
      lines: '4-16',
    });
    expect(describeDefinition(facts, 'C.Save')).toEqual({
      kind: 'method',
      subkind: '',
      signature: 'protected internal int Save(int x, string y = "a")',
      documentation: 'Saves.\nx: What.',
      visibility: 'protected internal',
      exported: 'true',
      lines: '9-11',
    });
  });

  test('has what is seen without a word for it', async () => {
    const facts = await factsOf(source);
    const visibilityOf = (name: string) => describeDefinition(facts, name)?.['visibility'];
    expect(['C.field', 'I', 'I.Q', 'C.P'].map(visibilityOf)).toEqual([
      'private',
      'internal',
      'public',
      'public',
    ]);
    expect(describeDefinition(facts, 'C.field')?.['signature']).toBe('int field');
    expect(describeDefinition(facts, 'C.field')?.['documentation']).toBe('');
    expect(describeDefinition(facts, 'C.P')?.['signature']).toBe('public int P');
  });
});

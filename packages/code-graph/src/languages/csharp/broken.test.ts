import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './csharp-facts.fixture.ts';

const source = `using A; using static B.C; using D = E.F<int>;
[assembly: G(1)]
namespace H.I {
#if X
  [J(typeof(K), l = nameof(M.N))]
#endif
  public partial class O<P>(int q, ref R s) : T<P>(q), U where P : V, new() {
    readonly List<W> x = new() { 1 }, y = [1, ..z];
    int this[int i] { get => i; set { value = 1; } }
    event Aa Bb { add { } remove { } }
    O(params int[] a) : base(a) { }
    ~O() { }
    static O<P> operator +(O<P> a, O<P> b) => a;
    async Task<(int a, Cc b)> Dd<Ee>(this Ff g, out int h, int i = 1) {
      var (j, (k, _)) = await l?.m[0]?.n<o>(ref p, q: 1, out var r)!;
      if (s is Gg { T: Hh t, U.V: > 1 } u && u is not (Ii or Jj w) || x is [var y, ..]) return z with { A = 1 };
      foreach (var (b, c) in d) { yield return e; continue; }
      switch (f) { case Kk g when h: i(); goto default; default: break; }
      j += (k, l) => { }; m ??= delegate (int n) { }; o = async p => await q;
      using var r = s switch { Ll t => u, (1, _) => v, _ => throw w };
      try { } catch (Mm x) when (y) { } finally { fixed (int* z = &a) { } }
      var b = from c in d join e in f on c.g equals e.h into i let j = i orderby j group c by k into l select new { l.m, n = 1 };
      int Nn(int o) => base.Oo(o) + $"{p:x}" + (Qq)r + s as Tt;
    }
    enum Uu : byte { Vv = 1 } delegate void Ww(int x); record Xx(int Y) : Zz(Y);
  }
}
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('class A {\n  void B( {\n  }\n  void C() { D(); }\n}\nclass E { int f; }\n'),
  );
  const names = definitions.map((line) => line.split(' ')[1]);
  expect(names).toContain('A');
  expect(names.some((name) => name!.endsWith('C'))).toBe(true);
});

test('very many names and very long chains are read', async () => {
  const chain = Array.from({ length: 2000 }, (_, i) => `x${i}`).join(' + ');
  const fields = Array.from({ length: 2000 }, (_, i) => `int f${i};`).join('\n');
  const facts = await factsOf(`class A { ${fields} int M() => ${chain}; }`);
  expect(describeFacts(facts).definitions).toHaveLength(2002);
});

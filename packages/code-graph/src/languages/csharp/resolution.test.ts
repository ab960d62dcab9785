import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Edges of sources, without files and places: `Use.M -> Foo.Own inferred_type`. */
async function edgesOf(label: string, sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf(label, await linkSources(sources));
  return [...new Set(lines.map((line) => line.replaceAll(/[\w/.]+::/g, '').replace(/ @\d+/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  const lines = await edgesOf('CALLS', { 'a.cs': body });
  return [...new Set(lines.map((line) => line.replace(/ \w+$/, '')))];
}

/** The calls of `Use.M` with `body` in it, beside these types. */
async function callsOfM(types: string, body: string): Promise<string[]> {
  const lines = await callsIn(`${types}\nclass Use { void M() { ${body} } }`);
  return lines.filter((line) => line.startsWith('Use.M -> ')).map((line) => line.slice('Use.M -> '.length));
}

const foo = 'class Foo { public void Go() {} public Foo Next; public static Foo Make() => null; }';

describe('names', () => {
  test('are looked up in the types and namespaces around, and in those that are used', async () => {
    const sources = {
      'a.cs': `using Lib.Deep;
using static Lib.Tools;
using Short = Lib.Deep.Thing;
namespace App.Inner
{
    class Use : Base
    {
        void M() { Own(); Inherited(); Tool(); new Thing().Run(); new Near(); new Upper(); Short.Make(); }
        void Own() { Lib.Deep.Thing.Make(); global::Lib.Tools.Tool(); }
        class Nested { void N() { Shared(); } }
        static void Shared() { }
    }
}`,
      'b.cs': `namespace App { class Upper { } class Base { protected void Inherited() { } } }
namespace App.Inner { class Near { } }
namespace Lib { static class Tools { public static void Tool() { } } }
namespace Lib.Deep { class Thing { public void Run() { } public static void Make() { } } }
namespace Far { class Near { } class Thing { } }`,
    };
    expect(await edgesOf('CALLS', sources)).toEqual([
      'App.Inner.Use.M -> App.Inner.Use.Own member',
      'App.Inner.Use.M -> App.Base.Inherited inherited',
      'App.Inner.Use.M -> App.Inner.Near import',
      'App.Inner.Use.M -> App.Upper import',
      'App.Inner.Use.M -> Lib.Deep.Thing import',
      'App.Inner.Use.M -> Lib.Deep.Thing.Make member',
      'App.Inner.Use.M -> Lib.Deep.Thing.Run inferred_type',
      'App.Inner.Use.M -> Lib.Tools.Tool import',
      'App.Inner.Use.Nested.N -> App.Inner.Use.Shared lexical',
      'App.Inner.Use.Own -> Lib.Deep.Thing.Make member',
      'App.Inner.Use.Own -> Lib.Tools.Tool member',
    ]);
  });

  test('of a global using are known in every file', async () => {
    const sources = {
      'usings.cs': 'global using Lib;',
      'lib.cs': 'namespace Lib; public class Thing { public static void Make() { } }',
      'use.cs': 'namespace App; class Use { void M() => Thing.Make(); }',
    };
    expect(await edgesOf('CALLS', sources)).toEqual(['App.Use.M -> Lib.Thing.Make member']);
  });

  test('of locals, members, and types that are equal are told apart', async () => {
    const types = `class Color { public static void Mix() { } public void Go() { } }
class Holder { public Color Color { get; set; } public void M() { Color.Mix(); Color.Go(); } }`;
    expect(await callsIn(types)).toEqual(['Holder.M -> Color.Go', 'Holder.M -> Color.Mix']);
    const shadowed = `${foo} class Bar { public void Go() { } }
class Use { Foo x; void M(Bar x) { x.Go(); } void N() { x.Go(); } }`;
    expect(await callsIn(shadowed)).toEqual(['Use.M -> Bar.Go', 'Use.N -> Foo.Go']);
  });

  test('of types that differ in their parameters only are told apart', async () => {
    const types = 'class Box { public void A() { } } class Box<T> { public void B() { } }';
    const calls = await callsOfM(types, 'new Box().A(); new Box<int>().B(); Box<int> b = null; b.B();');
    expect(calls).toEqual(['Box', 'Box.A', 'Box.B', 'Box~2']);
  });

  test('of partial types are those of all their parts', async () => {
    const sources = {
      'a.cs': 'namespace N; partial class Form { void Start() { Finish(); count.Go(); } }',
      'b.cs':
        'namespace N; partial class Form { void Finish() { } Counter count; } class Counter { public void Go() { } }',
      'c.cs': 'namespace Other; partial class Form { void Finish() { } }',
    };
    expect(await edgesOf('CALLS', sources)).toEqual([
      'N.Form.Start -> N.Counter.Go inferred_type',
      'N.Form.Start -> N.Form.Finish member',
    ]);
  });

  test('of one type in two programs mean the nearer', async () => {
    const sources = {
      'one/main.cs': 'class App { void M() { new Tool().Run(); } }',
      'one/tool.cs': 'class Tool { public void Run() { } }',
      'two/tool.cs': 'class Tool { public void Run() { } }',
    };
    const lines = linesOf('CALLS', await linkSources(sources));
    expect(lines.filter((line) => line.includes('two/'))).toEqual([]);
    expect(lines).toHaveLength(2);
  });
});

describe('receivers', () => {
  test.each([
    ['parameters', 'void N(Foo f) { f.Go(); } void M() { }', ['N']],
    ['fields', 'readonly Foo f; void M() { f.Go(); this.f.Next.Go(); }', ['M']],
    ['properties', 'Foo P { get; set; } void M() { P.Go(); P?.Next?.Go(); }', ['M']],
    ['locals', 'void M() { var f = new Foo(); f.Go(); Foo g = null; g.Go(); }', ['M']],
    ['results', 'void M() { Foo.Make().Next.Go(); }', ['M']],
    ['inferred results', 'dynamic F() { return new Foo(); } void M() { F().Go(); }', ['M']],
    ['casts', 'void M(object o) { ((Foo)o).Go(); (o as Foo).Go(); (o as Foo)!.Go(); }', ['M']],
    ['patterns', 'void M(object o) { if (o is Foo f && f.Next is { } g) { f.Go(); g.Go(); } }', ['M']],
    ['negated patterns', 'void M(object o) { if (o is not Foo f) return; f.Go(); }', ['M']],
    ['property patterns', 'void M(Foo x) { if (x is { Next: Foo n }) n.Go(); }', ['M']],
    ['switches', 'void M(object o) { switch (o) { case Foo f when true: f.Go(); break; } }', ['M']],
    ['switch expressions', 'object M(object o) => o switch { Foo f => f.Next.Make2(), _ => null };', []],
    [
      'arrays and lists',
      'Foo[] a; List<Foo> l; void M() { a[0].Go(); l[1].Go(); foreach (var x in l) x.Go(); }',
      ['M'],
    ],
    [
      'dictionaries',
      'Dictionary<int, Foo> d; void M() { d[1].Go(); foreach (var p in d) p.Value.Go(); d.Values.First().Go(); }',
      ['M'],
    ],
    ['what is looked up', 'Dictionary<int, Foo> d; void M() { d.TryGetValue(1, out var f); f.Go(); }', ['M']],
    [
      'out parameters',
      'bool F(out Foo f) { f = null; return true; } void M() { F(out var f); f.Go(); }',
      ['M'],
    ],
    [
      'tasks',
      'async Task<Foo> F() { return null; } async void M() { (await F()).Go(); var f = await F(); f.Go(); F().Result.Go(); }',
      ['M'],
    ],
    ['tuples', '(Foo a, int b) F() => default; void M() { var (x, y) = F(); x.Go(); F().a.Go(); }', ['M']],
    ['conditions', 'void M(bool b) { var f = b ? new Foo() : null; f.Go(); (f ?? new Foo()).Go(); }', ['M']],
    [
      'usings',
      'void M() { using (var f = Foo.Make()) { f.Go(); } using var g = Foo.Make(); g.Go(); }',
      ['M'],
    ],
    ['catches', 'void M() { try { } catch (Foo e) when (e.Next != null) { e.Go(); } }', ['M']],
    ['target types', 'Foo f = new(); void M() { Foo g = new(); g.Go(); f.Go(); }', ['M']],
    ['initialisers', 'void M() { var f = new Foo { Next = new Foo() }; f.Next.Go(); }', ['M']],
    ['with', 'void M(Foo f) { (f with { Next = null }).Go(); }', ['M']],
    [
      'yielded elements',
      'IEnumerable<Foo> F() { yield return null; } void M() { foreach (var f in F()) f.Go(); }',
      ['M'],
    ],
    ['lambdas', 'void M(List<Foo> l) { l.ForEach(x => x.Go()); Action<Foo> a = f => f.Go(); }', ['M']],
    [
      'queries',
      'void M(List<Foo> l) { foreach (var x in from f in l where f != null select f.Next) x.Go(); }',
      ['M'],
    ],
    [
      'methods of queries',
      'void M(List<Foo> l) { l.Where(f => true).Select(f => f.Next).First().Go(); l.OfType<Foo>().Single().Go(); }',
      ['M'],
    ],
    ['functions with results', 'void M(Func<int, Foo> f) { f(1).Go(); f.Invoke(1).Go(); }', ['M']],
  ])('are known from %s', async (_, body, callers) => {
    const calls = await callsIn(`${foo}\nclass Use { ${body} }`);
    const found = calls.filter((line) => line.endsWith(' -> Foo.Go')).map((line) => line.slice(4, 5));
    expect(found).toEqual(callers);
  });

  test('of a method that is called on the class, on this and on the base', async () => {
    const types = `class A { public virtual void F() { } public A(int x) { } public A() : this(1) { } }
class B : A { public override void F() { base.F(); this.G(); G(); } void G() { } public B() : base(2) { } }`;
    expect(await callsIn(types)).toEqual(
      ['A.A -> A.A~2', 'B.B -> A.A', 'B.F -> A.F', 'B.F -> B.G'].map((line) =>
        line === 'A.A -> A.A~2' ? 'A.A~2 -> A.A' : line,
      ),
    );
  });
});

describe('generic types', () => {
  const types = `class Foo { public void Go() { } }
class Bar { public void Go() { } }
interface IRepo<T> { T Get(); List<T> All(); Task<T> Later(); }
class Repo<T> : IRepo<T> { public T Item; public T Get() => Item; public List<T> All() => null;
  public Task<T> Later() => null; public Repo<T> Next() => this; public T this[int i] => Item; }
class FooRepo : Repo<Foo> { }
class Sub<K> : Repo<K> { }`;

  test.each([
    ['a member', 'Repo<Foo> r', 'r.Item.Go();', ['Foo']],
    ['an indexer', 'Repo<Bar> r', 'r[0].Go();', ['Bar']],
    ['a result', 'Repo<Foo> r', 'r.Next().Next().Get().Go();', ['Foo']],
    ['elements', 'Repo<Bar> r', 'foreach (var x in r.All()) x.Go();', ['Bar']],
    ['a task', 'IRepo<Bar> r', '(await r.Later()).Go();', ['Bar']],
    ['an interface', 'IRepo<Bar> r', 'r.Get().Go();', ['Bar']],
    ['a class below', 'FooRepo r', 'r.Get().Go();', ['Foo']],
    ['a class below that is generic', 'Sub<Bar> r', 'r.Get().Go();', ['Bar']],
    ['a new one', 'int r', 'new Repo<Foo>().Get().Go();', ['Foo']],
  ])('give what they are used with: %s', async (_, parameter, body, found) => {
    const calls = await callsIn(`${types}\nclass Use { async void M(${parameter}) { ${body} } }`);
    const targets = calls
      .filter((line) => line.endsWith('.Go'))
      .map((line) => line.slice('Use.M -> '.length, -3));
    expect(targets).toEqual(found);
  });

  test('give what their constraints say inside', async () => {
    const source =
      'interface IGo { void Go(); } class Repo<T> where T : IGo { T item; void M() { item.Go(); } }';
    expect(await callsIn(source)).toEqual(['Repo.M -> IGo.Go']);
  });
});

describe('dispatch', () => {
  test('goes to all implementations, with the member of the interface', async () => {
    const sources = {
      'a.cs': `interface IShape { void Draw(); void Fill() { } }
class Circle : IShape { public virtual void Draw() { } }
class Ring : Circle { public override void Draw() { } }
class Box : IShape { void IShape.Draw() { } }
class Other { public void Draw() { } }
class Use { IShape shape; void M() { shape.Draw(); shape.Fill(); } void N(Circle c) { c.Draw(); } }`,
    };
    expect(await edgesOf('CALLS', sources)).toEqual([
      'Use.M -> Box.Draw dispatch',
      'Use.M -> Circle.Draw dispatch',
      'Use.M -> IShape.Draw inferred_type',
      'Use.M -> IShape.Fill inferred_type',
      'Use.M -> Ring.Draw dispatch',
      'Use.N -> Circle.Draw inferred_type',
      'Use.N -> Ring.Draw dispatch',
    ]);
    expect(await edgesOf('OVERRIDES', sources)).toEqual([
      'Box.Draw -> IShape.Draw',
      'Circle.Draw -> IShape.Draw',
      'Ring.Draw -> Circle.Draw',
    ]);
  });

  test('does not go to a method that only hides another', async () => {
    const types = 'class A { public void F() { } } class B : A { public new void F() { } }';
    expect(await callsIn(`${types} class Use { void M(A a) { a.F(); } }`)).toEqual(['Use.M -> A.F']);
  });

  test('tells overloads apart by number and type of arguments', async () => {
    const types = `class Log { public void Put(string s) { } public void Put(int i) { } public void Put(int i, int j = 0, int k = 0) { }
public void All(params object[] xs) { } public Log() { } public Log(string s) { } }`;
    const body = 'var l = new Log("x"); l.Put("s"); l.Put(1, k: 2); l.All(1, 2, 3);';
    expect(await callsOfM(types, body)).toEqual(['Log.All', 'Log.Log~2', 'Log.Put', 'Log.Put~3']);
  });
});

describe('functions as values', () => {
  test('are found where delegates, events and lambdas are called', async () => {
    const types = `delegate void Handler(int x);
class Button { public event Handler Clicked; public Handler Field; void Press() { Clicked?.Invoke(1); Field(2); } }
class Form { void Start(Button b) { b.Clicked += OnClick; b.Field = OnField; Func<int> f = Local; f(); int Local() => 1; Run(Done); }
void OnClick(int x) { } void OnField(int x) { } void Run(Action a) { a(); } void Done() { } }`;
    expect(await callsIn(types)).toEqual([
      'Button.Press -> Form.OnClick',
      'Button.Press -> Form.OnField',
      'Form.Run -> Form.Done',
      'Form.Start -> Form.Run',
      'Form.Start -> Form.Start.Local',
    ]);
    const references = await edgesOf('REFERENCES', { 'a.cs': types });
    expect(references).toContain('Form.Start -> Form.OnClick value member');
    expect(references).toContain('Form.Start -> Form.Done value member');
  });

  test('are what a delegate is made of', async () => {
    const types = `delegate void Handler(int x);
class Use { event Handler A; event EventHandler B; void M() { A += new Handler(OnA); B += new EventHandler(OnB); }
void Raise() { A(1); B?.Invoke(null, null); } void OnA(int x) { } void OnB(object o, EventArgs e) { } }`;
    expect(await callsIn(types)).toEqual(['Use.Raise -> Use.OnA', 'Use.Raise -> Use.OnB']);
  });

  test('of two branches are both called', async () => {
    const body = 'Action a; if (true) a = A; else a = B; a(); } void A() { } void B() { } void C() {';
    expect(await callsOfM('', body)).toEqual(['Use.A', 'Use.B']);
  });
});

describe('extension methods', () => {
  const types = `interface IThing { } class Thing : IThing { public void Own() { } }
static class Ext { public static Thing Do(this IThing t, int x) => null; public static void Shout(this string s) { }
public static void Each<T>(this IEnumerable<T> xs) { } public static void Any<T>(this T x) { }
public static void AddMine(this IServices s) { } }`;

  test('are members of what they extend', async () => {
    const body =
      'new Thing().Do(1).Own(); "a".Shout(); new List<int>().Each(); new Thing().Any(); Ext.Shout("b");';
    expect(await callsOfM(types, body)).toEqual([
      'Ext.Any',
      'Ext.Do',
      'Ext.Each',
      'Ext.Shout',
      'Thing',
      'Thing.Own',
    ]);
    const outside = `${types} class Use { void M(IServices s) { s.AddMine(); } }`;
    expect(await callsIn(outside)).toEqual(['Use.M -> Ext.AddMine']);
  });

  test('come after what the type has itself, and are told apart by what they take', async () => {
    const extensions = `class Thing { public void Put(int x) { } } delegate void Fn();
static class Ext { public static void Put(this Thing t, int x) { } public static void Put(this Thing t, Fn f) { }
public static void All(this int[] xs) { } public static void All(this string s) { } }`;
    const body = 'var t = new Thing(); t.Put(1); t.Put(() => { }); new int[1].All(); new List<int>().All();';
    expect(await callsOfM(extensions, body)).toEqual(['Ext.All', 'Ext.Put~2', 'Thing', 'Thing.Put']);
  });

  test('are none of other types, and take what they take', async () => {
    const body = 'new Thing().Shout(); 1.Shout(); unknown.Shout(); "a".Shout(2); "a".Do(1);';
    expect(await callsOfM(types, body)).toEqual(['Thing']);
  });
});

describe('references', () => {
  test('name types, attributes, members that are read and written, and what nameof names', async () => {
    const source = `class MarkAttribute : Attribute { } class Base { } enum Kind { One }
[Mark] class Use : Base { int count; Base Other { get; set; }
[Mark] void M(Base b) { count = 1; var o = Other; var k = Kind.One; var t = typeof(Base); var n = nameof(Other); } }`;
    expect(await edgesOf('REFERENCES', { 'a.cs': source })).toEqual([
      'Use -> Base type lexical',
      'Use -> MarkAttribute type lexical',
      'Use.M -> Base type lexical',
      'Use.M -> Kind read lexical',
      'Use.M -> Kind.One value member',
      'Use.M -> MarkAttribute type lexical',
      'Use.M -> Use.Other read member',
      'Use.M -> Use.Other value member',
      'Use.M -> Use.count write member',
    ]);
  });
});

describe('what must not be found', () => {
  test('members of other types with the same name', async () => {
    const body = 'unknown.Go(); Go(); Console.Go(); "".Go(); 1.Go(); new Unknown().Go(); Foo.Go2();';
    expect(await callsOfM(foo, body)).toEqual([]);
  });

  test('types of namespaces that are not used', async () => {
    const sources = {
      'a.cs': 'namespace A { class Thing { } }',
      'b.cs': 'namespace B { class Use { void M() { new Thing(); } } }',
    };
    expect(await edgesOf('CALLS', sources)).toEqual([]);
  });

  test('members that a local or a parameter hides', async () => {
    const source = 'class Use { void F() { } void M(Action F) { F(); } }';
    expect(await callsIn(source)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Edges of sources, without files and places: `Use.M -> Foo.Own inferred_type`. */
async function edgesOf(label: string, sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf(label, await linkSources(sources));
  return [...new Set(lines.map((line) => line.replaceAll(/[\w/.]+::/g, '').replace(/ @\d+/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  const lines = await edgesOf('CALLS', { 'a.cs': body });
  return lines.map((line) => line.replace(/ \w+$/, ''));
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
    expect(await callsOfM(types, 'new Box().A(); new Box<int>().B(); Box<int> b = null; b.B();')).toEqual([
      'Box',
      'Box.A',
      'Box~2',
      'Box.B',
    ]);
  });
});

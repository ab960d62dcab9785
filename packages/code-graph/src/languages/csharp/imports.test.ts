import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';
import { factsOf } from './csharp-facts.fixture.ts';

test('imports are namespaces, the members of types, and other names of both', async () => {
  const source = `global using System;
using System.IO;
using static System.Math;
using Text = System.Text.StringBuilder;
using Ints = System.Collections.Generic.List<int>;
namespace N { using Inner.Deep; }
`;
  expect(describeFacts(await factsOf(source)).imports).toEqual([
    'from System import * (wildcard)',
    'from System.IO import * (wildcard)',
    'from System import Math (wildcard)',
    'from System.Text import StringBuilder as Text (named)',
    'from System.Collections.Generic import List as Ints (named)',
    'from Inner.Deep import * (wildcard)',
  ]);
});

test('an import is joined to the files of its namespace, or to what it names', async () => {
  const lines = linesOf(
    'IMPORTS',
    await linkSources({
      'a.cs': 'namespace Lib { class Thing { } }',
      'b.cs': 'namespace Lib { class Other { } } namespace Lib.Deep { class Third { } }',
      'use.cs': 'using Lib; using Short = Lib.Thing; using System;',
    }),
  );
  expect(lines.filter((line) => line.startsWith('use.cs::'))).toEqual([
    'use.cs::import Lib * -> a.cs @1',
    'use.cs::import Lib * -> b.cs @1',
    'use.cs::import Lib Thing -> a.cs::Lib.Thing @1',
  ]);
});

test('what an alias of something outside is used for is its import', async () => {
  const lines = linesOf(
    'CALLS',
    await linkSources({
      'use.cs': 'using Json = Far.Json; class C { void M() { Json.Parse(); new Json(); } }',
    }),
  );
  expect(lines).toEqual([
    'use.cs::C.M -> use.cs::import Far Json @1 import',
    'use.cs::C.M -> use.cs::import Far Json @1 import',
  ]);
});

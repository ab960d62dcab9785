import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './rust-facts.fixture.ts';

async function definitionsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).definitions;
}

describe('definitions', () => {
  test('are types with their members', async () => {
    const source = `pub struct User<T> { pub id: u64, name: T }
struct Meters(pub f64);
struct Unit;
union Bits { a: u32 }
enum Shape { Empty, Circle(f64), Square { side: f64 } }
type Id = u64;
`;
    expect(await definitionsOf(source)).toEqual([
      'struct User 1:12',
      'property User.id 1:26',
      'property User.name 1:35',
      'struct Meters 2:8 tuple',
      'struct Unit 3:8 unit',
      'struct Bits 4:7 union',
      'property Bits.a 4:14',
      'enum Shape 5:6',
      'enum_member Shape.Empty 5:14',
      'enum_member Shape.Circle 5:21 tuple',
      'enum_member Shape.Square 5:34 struct',
      'property Shape.Square.side 5:43',
      'type_alias Id 6:6',
    ]);
  });

  test('of traits and impl blocks belong to their type', async () => {
    const source = `trait Store: Clone { type Key; const MAX: usize; fn get(&self); fn open() {} }
struct Disk;
impl Disk { const SIZE: u8 = 1; pub fn new() -> Self { Disk } }
impl Store for Disk { type Key = u8; const MAX: usize = 2; fn get(&self) {} }
impl Store for other::Disk { fn get(&self) {} }
impl<T: Clone> Store for Vec<T> { fn get(&self) {} }
`;
    expect(await definitionsOf(source)).toEqual([
      'struct Disk 2:8 unit',
      'trait Store 1:7',
      'type_alias Store.Key 1:27 associated',
      'constant Store.MAX 1:38 associated',
      'method Store.get 1:53 abstract',
      'method Store.open 1:68 associated function',
      'constant Disk.SIZE 3:19 associated',
      'method Disk.new 3:40 associated function',
      'type_alias Disk.Key 4:28 associated',
      'constant Disk.MAX 4:44 associated',
      'method Disk.get 4:63',
      'method other::Disk.get 5:33',
      'method Vec.get 6:38',
    ]);
  });

  test('are functions, constants, macros, modules and closures with a name', async () => {
    const source = `const A: u8 = 1;
static mut B: u8 = 2;
const _: () = ();
macro_rules! shout { () => {} }
mod inner { pub fn f() {} mod deep { fn g() {} } }
mod file;
extern "C" { fn c(x: u8); static D: u8; }
#[tokio::test]
async fn checks() { fn nested() {} let add = |a: u8, b: u8| a + b; }
`;
    expect(await definitionsOf(source)).toEqual([
      'macro shout 4:14',
      'constant A 1:7',
      'variable B 2:12 static',
      'module inner 5:5',
      'function inner.f 5:20',
      'module inner.deep 5:31',
      'function inner.deep.g 5:41',
      'function c 7:17',
      'variable D 7:34 static',
      'function checks 9:10 test',
      'function checks.nested 9:24',
      'function checks.add 9:40 closure',
    ]);
  });

  test('are found in macros that hold items', async () => {
    expect(await definitionsOf('cfg_rt! { pub fn a() {} mod b { fn c() {} } }\n')).toEqual([
      'function a 1:18',
      'module b 1:29',
      'function b.c 1:36',
    ]);
  });
});

describe('a definition', () => {
  const source = `/// Opens.
/// Twice.
#[inline]
pub fn open<T>(at: &Path) -> Result<T>
where T: Read {
}
pub(crate) struct Inner { /** A field. */ pub(super) a: u8 }
mod m { //! Says what m is.
}
const LIMIT: usize = max![1, 2];
pub struct Pair(u8, u8);
trait T { /// Runs.
    fn run(&self); }
`;

  test('has signature, documentation and visibility', async () => {
    const facts = await factsOf(source);
    expect(describeDefinition(facts, 'open')).toEqual({
      kind: 'function',
      subkind: '',
      signature: 'pub fn open<T>(at: &Path) -> Result<T> where T: Read',
      documentation: 'Opens.\nTwice.',
      visibility: 'public',
      exported: 'true',
      lines: '4-6',
    });
    expect(describeDefinition(facts, 'Inner')).toMatchObject({ visibility: 'crate', exported: 'false' });
    expect(describeDefinition(facts, 'Inner.a')).toMatchObject({
      documentation: 'A field.',
      visibility: 'restricted',
    });
    expect(describeDefinition(facts, 'm')).toMatchObject({ documentation: 'Says what m is.' });
    expect(describeDefinition(facts, 'Pair')).toMatchObject({ signature: 'pub struct Pair(u8, u8)' });
    expect(describeDefinition(facts, 'T.run')).toMatchObject({
      documentation: 'Runs.',
      signature: 'fn run(&self)',
    });
  });
});

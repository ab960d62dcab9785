import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Call edges of sources, each once, without files and places: `main -> Service.save`. */
async function callsOf(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources(sources));
  return [...new Set(lines.map((line) => line.replaceAll(/[\w/.]+\.rs::/g, '').replace(/ @.*/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  return callsOf({ 'src/lib.rs': body });
}

/** How many edges there are to a target, by source. */
async function countsTo(target: string, body: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of linesOf('CALLS', await linkSources({ 'src/lib.rs': body }))) {
    const [from, to] = line.replaceAll('src/lib.rs::', '').replace(/ @.*/, '').split(' -> ') as [
      string,
      string,
    ];
    if (to === target) counts[from] = (counts[from] ?? 0) + 1;
  }
  return counts;
}

describe('a crate', () => {
  const sources = {
    'Cargo.toml': '[package]\nname = "my-app"\nedition = "2021"\n[dependencies]\ntool = { path = "tool" }\n',
    'src/lib.rs': 'pub mod store;\nmod util;\npub use store::Store as Shop;\nfn top() {}\n',
    'src/store.rs':
      'use crate::util::*;\nuse super::top;\npub struct Store;\nimpl Store { pub fn open() -> Self { helper(); top(); Store } }\n',
    'src/util/mod.rs': 'pub mod more;\npub use self::more::deep;\npub fn helper() { more::deep() }\n',
    'src/util/more.rs':
      'pub fn deep() { super::helper(); crate::top(); tool::go(); std::mem::drop(1); rand::random() }\n',
    'src/save.rs': 'fn lost() {}\n',
    'src/impls.rs': 'use crate::store::Store;\nimpl Store { pub fn save(&self) {} }\n',
    'src/main.rs':
      'mod impls;\nuse my_app::Shop;\nfn main() { let s = Shop::open(); s.save(); my_app::store::Store::open(); }\n',
    'tests/it.rs': 'mod common;\n#[test]\nfn it() { common::setup(); my_app::Shop::open(); }\n',
    'tests/common/mod.rs': 'pub fn setup() {}\n',
    'tool/Cargo.toml': '[package]\nname = "tool"\n',
    'tool/src/lib.rs': 'pub fn go() {}\n',
  };

  test('is found by its paths, its names in others, and through what it exports', async () => {
    expect(await callsOf(sources)).toEqual([
      'main -> Store.save',
      'main -> Store.open',
      'Store.open -> top',
      'Store.open -> helper',
      'helper -> deep',
      'deep -> top',
      'deep -> helper',
      'deep -> go',
      'it -> Store.open',
      'it -> setup',
    ]);
  });

  test('has methods under their type wherever the block stands', async () => {
    const lines = linesOf('DEFINES', await linkSources(sources));
    expect(lines).toContain('src/store.rs::Store -> src/impls.rs::Store.save');
  });
});

describe('modules in a file', () => {
  test('see what is around them only through paths and globs', async () => {
    const source = `fn helper() {}
mod open { use super::*; fn a() { helper(); } }
mod closed { fn b() { helper(); super::helper(); deep::c(); } mod deep { pub fn c() { super::b(); super::super::helper(); } } }
`;
    expect(await callsIn(source)).toEqual([
      'closed.b -> closed.deep.c',
      'closed.b -> helper',
      'closed.deep.c -> closed.b',
      'closed.deep.c -> helper',
      'open.a -> helper',
    ]);
    expect(await countsTo('helper', source)).toEqual({ 'open.a': 1, 'closed.b': 1, 'closed.deep.c': 1 });
  });

  test('may share a name with a function', async () => {
    expect(
      await callsOf({
        'src/lib.rs': 'mod parse; pub use parse::parse; fn f() { parse(); parse::other(); }\n',
        'src/parse.rs': 'pub fn parse() {} pub fn other() {}\n',
      }),
    ).toEqual(['f -> other', 'f -> parse']);
  });
});

const type = `use std::collections::HashMap; use std::sync::{Arc, Mutex};
struct Failure; impl Failure { fn why(&self) {} }
struct T { next: Option<Box<T>>, all: Vec<T>, by: HashMap<String, T>, shared: Arc<Mutex<T>> }
impl T { fn new() -> Self { todo!() } fn m(&self) {} fn opt(&self) -> Option<&T> { None } fn res() -> Result<T, Failure> { todo!() } }
`;

describe('receivers', () => {
  test('are known from parameters, results, fields and what containers hold', async () => {
    const body = `${type}
fn parameter(t: &T, b: Box<T>) { t.m(); b.m(); }
fn result() { T::new().m(); let t = T::new(); t.m(); }
fn fields(t: T) { t.next.unwrap().m(); t.all[0].m(); t.by["a"].m(); t.shared.lock().unwrap().m(); }
fn tuple() { let (a, b) = (T::new(), 1); a.m(); b.m(); let p = (1, T::new()); p.1.m(); }
fn pushed() { let mut v = Vec::new(); v.push(T::new()); v[0].m(); let mut m = HashMap::new(); m.insert(1, T::new()); m.get(&1).unwrap().m(); }
fn loops(t: T) { for x in &t.all { x.m(); } for (k, v) in &t.by { k.m(); v.m(); } }
fn turbofish() { let v = [1].iter().map(|_| T::new()).collect::<Vec<T>>(); v[0].m(); }
fn given() { let t = loop { break T::new(); }; t.m(); let u = if c { T::new() } else { return; }; u.m(); }
fn shadowed() { let t = T::new(); let t = 1; let f = || t.m(); }
async fn later() -> T { todo!() }
async fn waits() { later().await.m(); }
static GLOBAL: T = T {};
fn globals() { GLOBAL.m(); }
`;
    expect(await countsTo('T.m', body)).toEqual({
      parameter: 2,
      result: 2,
      fields: 4,
      tuple: 2,
      pushed: 2,
      loops: 2,
      turbofish: 1,
      given: 2,
      waits: 1,
      globals: 1,
    });
  });

  test('are known through options, results and iterators', async () => {
    const body = `${type}
fn options(t: T) { if let Some(n) = t.opt() { n.m(); } t.opt().map(|n| n.m()); let Some(x) = t.opt() else { return }; x.m(); t.opt().and_then(|n| n.opt()).unwrap().m(); }
fn results() -> Result<(), Failure> { T::res()?.m(); match T::res() { Ok(t) => t.m(), Err(e) => e.why() } T::res().map_err(|e| e.why()); Ok(()) }
fn iterators(t: T) { t.all.iter().filter(|x| { x.m(); true }).map(|x| x.opt()).for_each(|o| o.unwrap().m()); t.all.iter().zip(1..).for_each(|(a, b)| { a.m(); b.m() }); t.all.iter().fold(T::new(), |a, b| { b.m(); a }).m(); }
`;
    expect(await countsTo('T.m', body)).toEqual({ options: 4, results: 2, iterators: 5 });
    expect(await countsTo('Failure.why', body)).toEqual({ results: 2 });
  });

  test('are known from patterns of variants and structs', async () => {
    const body = `${type}
enum Msg { Say(T), Move { who: T }, Quit } impl Msg { fn run(&self) {} }
fn f(m: Msg) { match &m { Msg::Say(u) => u.m(), Msg::Move { who } => who.m(), Msg::Quit => m.run() } Msg::Say(T::new()).run(); }
fn g(m: Msg) { use Msg::*; if let Say(u) = m { u.m() } }
fn h(T { all, .. }: T) { all[0].m(); }
`;
    expect(await countsTo('T.m', body)).toEqual({ f: 2, g: 1, h: 1 });
    expect(await countsTo('Msg.run', body)).toEqual({ f: 2 });
  });

  test('are known through what the language derives, dereferences and overloads', async () => {
    const body = `struct User; impl User { fn m(&self) {} }
#[derive(Default, Clone)] struct Guard { user: User }
impl std::ops::Deref for Guard { type Target = User; fn deref(&self) -> &User { &self.user } }
impl std::ops::Add for User { type Output = User; fn add(self, o: User) -> User { self } }
impl std::ops::Index<usize> for Guard { type Output = User; fn index(&self, i: usize) -> &User { &self.user } }
impl Iterator for Guard { type Item = User; fn next(&mut self) -> Option<User> { None } }
fn derived() { Guard::default().clone().user.m(); }
fn dereferenced(g: Guard) { g.m(); }
fn added(a: User, b: User) { (a + b).m(); }
fn indexed(g: Guard) { g[0].m(); }
fn iterated(g: Guard) { for u in g { u.m(); } }
`;
    expect(await countsTo('User.m', body)).toEqual({
      derived: 1,
      dereferenced: 1,
      added: 1,
      indexed: 1,
      iterated: 1,
    });
  });
});

describe('functions as values', () => {
  test('are followed where they are stored, passed and returned', async () => {
    const body = `${type}
fn one() {} fn two() {}
fn branch(c: bool) { let f; if c { f = one as fn(); } else { f = two; } f(); }
fn named() { let add = |t: &T| t.m(); add(&T::new()); }
fn apply<F: Fn(&T)>(f: F) { f(&T::new()) }
fn passes() { apply(|t| t.m()); apply(other); }
fn other(t: &T) {}
struct Holder { make: Box<dyn Fn() -> T> } impl Holder { fn go(&self) { (self.make)().m(); } }
`;
    expect((await callsIn(body)).filter((line) => !line.includes('T.new'))).toEqual([
      'Holder.go -> T.m',
      'apply -> other',
      'branch -> one',
      'branch -> two',
      'named -> named.add',
      'named.add -> T.m',
      'passes -> T.m',
      'passes -> apply',
    ]);
  });
});

describe('traits', () => {
  const shapes = `trait Shape { fn area(&self) -> f64; fn name(&self) { self.area(); } fn make() -> Self; }
struct Circle; struct Square; struct Other; impl Other { fn area(&self) {} }
impl Shape for Circle { fn area(&self) -> f64 { 1.0 } fn make() -> Self { Circle } }
impl Shape for Square { fn area(&self) -> f64 { 2.0 } fn make() -> Self { Square } }
`;

  test('are called on all that implement them, which is marked', async () => {
    const body = `${shapes}fn f(s: &dyn Shape) { s.area(); }\nfn g<S>(s: S) where S: Shape { S::make(); }\n`;
    const lines = linesOf('CALLS', await linkSources({ 'src/lib.rs': body })).map((line) =>
      line.replaceAll('src/lib.rs::', ''),
    );
    expect(lines.filter((line) => /^[fg] /.test(line))).toEqual([
      'f -> Circle.area @5 dispatch',
      'f -> Shape.area @5 inferred_type',
      'f -> Square.area @5 dispatch',
      'g -> Circle.make @6 dispatch',
      'g -> Shape.make @6 member',
      'g -> Square.make @6 dispatch',
    ]);
  });

  test('come after what a type has itself', async () => {
    const body = `${shapes}impl Circle { fn area(&self) -> u8 { 1 } }
fn own(c: Circle, q: Square) { c.area(); q.area(); c.name(); Shape::area(&q); }
fn hidden(s: impl Shape) -> impl Shape { s.area(); Square }
fn gives(c: Circle) { hidden(c).area(); }
`;
    const calls = await callsIn(body);
    expect(calls.filter((line) => line.startsWith('own'))).toEqual([
      'own -> Circle.area~2',
      'own -> Shape.area',
      'own -> Shape.name',
      'own -> Square.area',
    ]);
    expect(calls.filter((line) => line.startsWith('gives'))).toEqual([
      'gives -> Square.area',
      'gives -> hidden',
    ]);
    expect(calls.filter((line) => line.startsWith('hidden'))).toEqual([
      'hidden -> Circle.area',
      'hidden -> Shape.area',
      'hidden -> Square.area',
    ]);
  });

  test('may be implemented for types of the library, and for all of a bound', async () => {
    const body = `${shapes}trait Ext { fn shout(&self); } impl Ext for str { fn shout(&self) {} }
trait All { fn all(&self) {} } impl<T: Shape> All for T {}
fn ext(s: &str, n: u8) { s.shout(); n.shout(); }
fn all(c: Circle, o: Other) { c.all(); o.all(); }
`;
    expect((await callsIn(body)).filter((line) => /^(?:ext|all) /.test(line))).toEqual([
      'all -> All.all',
      'ext -> str.shout',
    ]);
  });

  test('are implemented and overridden', async () => {
    const lines = await linkSources({ 'src/lib.rs': `use x::Far;\n${shapes}impl Far for Other {}\n` });
    expect(linesOf('IMPLEMENTS', lines).map((line) => line.replaceAll('src/lib.rs::', ''))).toEqual([
      'Circle -> Shape @4',
      'Other -> import x Far @6',
      'Square -> Shape @5',
    ]);
    expect(linesOf('OVERRIDES', lines).map((line) => line.replaceAll('src/lib.rs::', ''))).toEqual([
      'Circle.area -> Shape.area @4',
      'Circle.make -> Shape.make @4',
      'Square.area -> Shape.area @5',
      'Square.make -> Shape.make @5',
    ]);
    expect(linesOf('EXTENDS', lines)).toEqual([]);
  });

  test('convert from the type that is given', async () => {
    const body = `struct A; struct B; struct C;
impl From<A> for C { fn from(a: A) -> C { C } }
impl From<B> for C { fn from(b: B) -> C { C } }
fn f(b: B) { C::from(b); }
`;
    expect(await callsIn(body)).toEqual(['f -> C.from~2']);
  });
});

describe('macros', () => {
  test('are called, and what they are given is read', async () => {
    const body = `${type}
macro_rules! mine { () => {} }
fn f(t: T) { mine!(); crate::mine!(); println!("{}", t.opt().unwrap().m()); assert!(matches!(t.opt(), Some(_))); vec![T::new()][0].m(); }
`;
    expect(await callsIn(body)).toEqual(['f -> T.m', 'f -> T.new', 'f -> T.opt', 'f -> mine']);
  });

  test('of a crate are known in all of its files, and functions are not', async () => {
    const sources = {
      'src/lib.rs': '#[macro_use] mod macros;\nmod a;\nfn shout() {}\n',
      'src/macros.rs': 'macro_rules! shout { () => {} }\nfn helper() {}\n',
      'src/a.rs': 'fn f() { shout!("x"); helper(); shout(); }\n',
    };
    expect(linesOf('CALLS', await linkSources(sources))).toEqual([
      'src/a.rs::f -> src/macros.rs::shout @1 import',
    ]);
  });
});

describe('what is not known', () => {
  test('gives no edge', async () => {
    const body = `struct A; impl A { fn len(&self) {} fn push(&self) {} fn run(&self) {} }
fn f(x: Unknown, v: Vec<u8>) { x.run(); v.len(); v.push(1); y.run(); "a".len(); run(); }
fn g() { let run = 1; run(); }
fn h<T>(t: T) { t.run(); }
`;
    expect(await callsIn(body)).toEqual([]);
  });

  test('goes to the import that it comes from', async () => {
    const body = 'use regex::Regex;\nfn f() { Regex::new("a").unwrap().is_match("b"); }\n';
    expect(await callsIn(body)).toEqual(['f -> import regex Regex']);
  });
});

test('types, attributes and functions that are passed are referred to', async () => {
  const body = `struct A { b: B } struct B;
#[derive(Clone)] enum K { One(A), Two }
fn f(a: &A) -> K { let x: Vec<B> = v.map(g); K::Two }
fn g(b: B) { K::One(A { b }); }
`;
  const lines = linesOf('REFERENCES', await linkSources({ 'src/lib.rs': body }));
  expect(lines.map((line) => line.replaceAll('src/lib.rs::', '').replace(/ @\d+/, ''))).toEqual([
    'A -> B type lexical',
    'K -> A type lexical',
    'f -> A type lexical',
    'f -> B type lexical',
    'f -> K read lexical',
    'f -> K type lexical',
    'f -> K.Two value member',
    'f -> g value lexical',
    'g -> A type lexical',
    'g -> A.b write inferred_type',
    'g -> B type lexical',
    'g -> K read lexical',
    'g -> K.One read member',
  ]);
});

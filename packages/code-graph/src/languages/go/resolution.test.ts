import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Call edges of sources, without files: `main -> Service.Save`. Those to imports begin with `- `. */
async function callsOf(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources(sources));
  return [...new Set(lines.map((line) => line.replaceAll(/[\w/.]+::/g, '').replace(/ @.*/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  return callsOf({ 'a.go': `package a\n${body}` });
}

describe('a package', () => {
  const sources = {
    'go.mod': 'module a.b/c\n',
    'main.go': `package main
import "a.b/c/store"
import . "a.b/c/dots"
import "fmt"
func main() { s := store.Open(); s.Save(); helper(); Dot(); fmt.Println() }
`,
    'helper.go':
      'package main\nfunc helper() { }\nvar started = prepare()\nfunc prepare() int { return 1 }\n',
    'store/store.go': 'package store\ntype Store struct{}\nfunc Open() *Store { return &Store{} }\n',
    'store/save.go': 'package store\nfunc (s *Store) Save() { s.check() }\nfunc (s *Store) check() {}\n',
    'store/store_test.go': 'package store_test\nimport "a.b/c/store"\nfunc Open() { store.Open() }\n',
    'dots/dots.go': 'package dots\nfunc Dot() {}\n',
  };

  test('is all files of a directory, and imported by its path', async () => {
    const lines = linesOf('CALLS', await linkSources(sources));
    expect(lines).toEqual([
      'helper.go -> helper.go::prepare @3 lexical',
      'main.go::main -> dots/dots.go::Dot @5 import',
      'main.go::main -> helper.go::helper @5 import',
      'main.go::main -> main.go::import fmt * @5 import',
      'main.go::main -> store/save.go::Store.Save @5 inferred_type',
      'main.go::main -> store/store.go::Open @5 import',
      'store/save.go::Store.Save -> store/save.go::Store.check @2 member',
      'store/store_test.go::Open -> store/store.go::Open @3 import',
    ]);
  });

  test('has methods under their type wherever it stands', async () => {
    const lines = linesOf('DEFINES', await linkSources(sources));
    expect(lines).toContain('store/store.go::Store -> store/save.go::Store.Save');
    expect(lines).not.toContain('store/save.go -> store/save.go::Store.Save');
  });

  test('is joined to its imports file by file', async () => {
    const lines = linesOf('IMPORTS', await linkSources(sources));
    expect(lines.filter((line) => line.startsWith('main.go::import a.b/c/store'))).toEqual([
      'main.go::import a.b/c/store * -> store/save.go @2',
      'main.go::import a.b/c/store * -> store/store.go @2',
    ]);
  });
});

describe('receivers', () => {
  const type = 'type T struct { next *T; all []T; byName map[string]*T }\nfunc (t *T) M() {}\n';

  test('are known from parameters, results, fields and literals', async () => {
    const body = `${type}
func parameter(t *T) { t.M() }
func rest(ts ...T) { for _, t := range ts { t.M() } }
func field(t T) { t.next.next.M() }
func literal() { (&T{}).M(); x := new(T); x.M() }
func two() (t *T, err error) { return nil, nil }
func result() { t, err := two(); t.M(); err.Error() }
func element(t T) { t.all[0].M(); t.byName["a"].M(); for _, u := range t.byName { u.M() } }
func made() { ts := make(chan *T); (<-ts).M(); for t := range ts { t.M() } }
func asserted(x any) { x.(*T).M(); if t, ok := x.(*T); ok { t.M() } }
func switched(x any) { switch y := x.(type) { case int: y.M(); case *T: y.M() } }
func literals() { for _, c := range []struct{ t *T }{{t: nil}} { c.t.M() } }
func appended() { var ts []any; ts = append(ts, &T{}); ts[0].M() }
var global T
func globals() { global.M() }
`;
    const calls = await callsIn(body);
    const names =
      'parameter rest field literal result element made asserted switched literals appended globals'.split(
        ' ',
      );
    expect(calls.filter((call) => call.endsWith('-> T.M')).sort()).toEqual(
      names.map((name) => `${name} -> T.M`).sort(),
    );
  });

  test('of a type assertion are of that type only', async () => {
    const body = `type A struct{}
func (A) M() {}
type B struct{}
func (B) M() {}
func f(x any) { switch y := x.(type) { case A: y.M() } }
func g() { f(A{}); f(B{}) }
`;
    expect((await callsIn(body)).filter((call) => call.startsWith('f '))).toEqual(['f -> A.M']);
  });

  test('lend what they embed', async () => {
    const body = `type Base struct { log Log }
func (b *Base) Start() { b.log.Print() }
func (b *Base) Stop() {}
type Log struct{}
func (Log) Print() {}
type Server struct { *Base }
func (s *Server) Stop() { s.Base.Stop(); s.log.Print() }
func f() { s := Server{}; s.Start(); s.Stop() }
func g(b *Base) { b.Stop() }
`;
    expect(await callsIn(body)).toEqual([
      'Base.Start -> Log.Print',
      'Server.Stop -> Base.Stop',
      'Server.Stop -> Log.Print',
      'f -> Base.Start',
      'f -> Server.Stop',
      'g -> Base.Stop',
    ]);
  });
});

describe('functions as values', () => {
  test('are followed through fields, maps, variables, results and conversions', async () => {
    const body = `func a() {}
func b() {}
func c() {}
type Handler func()
func (h Handler) Serve() { h() }
type Command struct { Run func() }
func f() { cmd := &Command{Run: a}; cmd.Run() }
func g() { m := map[string]func(){"x": a, "y": b}; m["y"]() }
func h() { x := a; x = b; x() }
func i() func() { return c }
func j() { i()() }
func k() { Handler(c).Serve() }
type T struct{}
func (T) M() {}
func l(t T) { m := t.M; m(); T.M(t) }
func n() { func() { a() }() }
`;
    expect(await callsIn(body)).toEqual([
      'Handler.Serve -> c',
      'f -> a',
      'g -> b',
      'h -> b',
      'j -> c',
      'j -> i',
      'k -> Handler.Serve',
      'l -> T.M',
      'n -> a',
    ]);
  });

  test('are called by the library that takes them', async () => {
    const body = `import "sort"
func less(i, j int) bool { return i < j }
func f(xs []int) { sort.Slice(xs, less) }
`;
    expect(await callsIn(body)).toContain('f -> less');
  });

  test('a conversion refers to the type and calls nothing', async () => {
    const lines = await linkSources({
      'a.go': 'package a\ntype Id int\nfunc f() { g(Id(1)) }\nfunc g(Id) {}\n',
    });
    expect(linesOf('CALLS', lines)).toEqual(['a.go::f -> a.go::g @3 lexical']);
    expect(linesOf('REFERENCES', lines)).toContain('a.go::f -> a.go::Id @3 read lexical');
  });

  test('generic functions are called with and without their types', async () => {
    const body = `type T struct{}
func (T) M() {}
func first[E any](xs []E) E { return xs[0] }
func f(ts []T) { first(ts).M(); first[T](ts).M() }
`;
    expect(await callsIn(body)).toEqual(['f -> T.M', 'f -> first']);
  });
});

describe('interfaces', () => {
  const sources = {
    'a.go': `package a
type Closer interface { Close() }
type Store interface { Closer; Save(id int) error }
func f(s Store) { s.Save(1); s.Close() }
`,
    'b.go': `package a
type base struct{}
func (base) Close() {}
type Memory struct { base }
func (m *Memory) Save(id int) error { return nil }
type Other struct{}
func (Other) Save(id, count int) error { return nil }
func (Other) Close() {}
`,
  };

  test('are implemented by what has their methods', async () => {
    expect(linesOf('IMPLEMENTS', await linkSources(sources))).toEqual([
      'b.go::Memory -> a.go::Closer @4',
      'b.go::Memory -> a.go::Store @4',
      'b.go::Other -> a.go::Closer @6',
      'b.go::base -> a.go::Closer @2',
    ]);
  });

  test('are what the methods of those that implement them override', async () => {
    expect(linesOf('OVERRIDES', await linkSources(sources))).toEqual([
      'b.go::Memory.Save -> a.go::Store.Save @5',
      'b.go::Other.Close -> a.go::Closer.Close @8',
      'b.go::base.Close -> a.go::Closer.Close @3',
    ]);
  });

  test('dispatch to implementations, also to promoted ones', async () => {
    expect(linesOf('CALLS', await linkSources(sources))).toEqual([
      'a.go::f -> a.go::Closer.Close @4 inherited',
      'a.go::f -> a.go::Store.Save @4 inferred_type',
      'a.go::f -> b.go::Memory.Save @4 dispatch',
      'a.go::f -> b.go::base.Close @4 dispatch',
    ]);
  });
});

describe('what must not be found', () => {
  test('are equal names in other packages and scopes', async () => {
    const sources = {
      'go.mod': 'module m\n',
      'a/a.go': 'package a\nfunc helper() {}\ntype T struct{}\nfunc (T) M() {}\n',
      'b/b.go': `package b
import "m/c"
func f(helper func(), t c.T) { helper(); t.M(); x.M(); len(nil) }
func g() { helper() }
func h(len func()) { len() }
`,
      'c/c.go': 'package c\ntype T struct{}\nfunc (T) N() {}\n',
    };
    expect(await callsOf(sources)).toEqual([]);
  });

  test('are members of a struct that embeds the receiver', async () => {
    const body = `type Base struct{}
func (b *Base) Run() { b.Step() }
func (b *Base) Step() {}
type Top struct{ Base }
func (t *Top) Step() {}
func f() { t := &Top{}; t.Run() }
`;
    expect(await callsIn(body)).toEqual(['Base.Run -> Base.Step', 'f -> Base.Run']);
  });
});

import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Call edges of sources: `main.cc::run -> shop.cc::Shop.sell`. */
async function callsOf(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources(sources));
  return [...new Set(lines.map((line) => line.replace(/ @.*/, '')))];
}

/** Call edges within one file, without its path. */
async function callsIn(source: string): Promise<string[]> {
  return (await callsOf({ 'a.cc': source })).map((line) => line.replaceAll('a.cc::', ''));
}

describe('a class of several files', () => {
  const sources = {
    'shop.h': `#pragma once
namespace shop {
class Shop {
 public:
  /** Opens. */
  Shop(int size = 1);
  void sell(int n, int price = 2);
  static Shop* make();
 private:
  int left();
  int n_;
};
void open(Shop& s);
}
`,
    'shop.cc': `#include "shop.h"
namespace shop {
static int helper() { return 1; }
Shop::Shop(int size) : n_(size) { left(); }
void Shop::sell(int n, int price) { left(); helper(); n_ = n; }
int Shop::left() { return n_; }
}
shop::Shop* shop::Shop::make() { return new Shop(3); }
void shop::open(Shop& s) { s.sell(1); }
`,
    'main.cc': `#include "shop.h"
using namespace shop;
int main() {
  Shop s(2);
  s.sell(1);
  shop::open(s);
  Shop::make()->sell(3);
  auto other = new shop::Shop();
  other->sell(1, 2);
}
`,
  };

  test('has its members defined once, where their bodies are', async () => {
    const lines = await linkSources(sources);
    expect(linesOf('DEFINES', lines).filter((line) => line.includes('sell'))).toEqual([
      'shop.h::shop.Shop -> shop.cc::shop.Shop.sell',
    ]);
    expect([...new Set(linesOf('CALLS', lines).map((line) => line.replace(/ @.*/, '')))]).toEqual([
      'main.cc::main -> shop.cc::shop.Shop.Shop',
      'main.cc::main -> shop.cc::shop.Shop.make',
      'main.cc::main -> shop.cc::shop.Shop.sell',
      'main.cc::main -> shop.cc::shop.open',
      'shop.cc::shop.Shop.Shop -> shop.cc::shop.Shop.left',
      'shop.cc::shop.Shop.make -> shop.cc::shop.Shop.Shop',
      'shop.cc::shop.Shop.sell -> shop.cc::shop.Shop.left',
      'shop.cc::shop.Shop.sell -> shop.cc::shop.helper',
      'shop.cc::shop.open -> shop.cc::shop.Shop.sell',
    ]);
  });
});

describe('virtual functions', () => {
  const classes = `struct Base { virtual void run(); void plain(); void all() { run(); } };
struct One : Base { void run() override; void plain(); };
struct Two : Base { void run() override; };
void Base::run() {}
void Base::plain() {}
void One::run() { Base::run(); }
void One::plain() {}
void Two::run() {}
`;

  test('are those of all classes below, where the thing itself is not known', async () => {
    const calls = await callsIn(`${classes}void f(Base* b) { b->run(); }\nvoid g() { One o; o.run(); }\n`);
    expect(calls).toEqual([
      'Base.all -> Base.run',
      'Base.all -> One.run',
      'Base.all -> Two.run',
      'One.run -> Base.run',
      'f -> Base.run',
      'f -> One.run',
      'f -> Two.run',
      'g -> One.run',
    ]);
  });

  test('are told from those that only hide', async () => {
    const lines = await linkSources({ 'a.cc': `${classes}void f(Base* b) { b->plain(); }\n` });
    expect(linesOf('CALLS', lines).filter((line) => line.includes('::f '))).toEqual([
      'a.cc::f -> a.cc::Base.plain @9 inferred_type',
    ]);
    expect(linesOf('OVERRIDES', lines).map((line) => line.replace(/ @.*/, ''))).toEqual([
      'a.cc::One.run -> a.cc::Base.run',
      'a.cc::Two.run -> a.cc::Base.run',
    ]);
  });
});

describe('overloads', () => {
  test('are told apart by the number and the classes of what they take', async () => {
    const source = `struct A {}; struct B {};
struct S { void put(A a) {} void put(B b) {} void put(A a, B b) {} };
void g(const A& a) {}
void g(const B& b) {}
void f(S s, A a, B b) { s.put(a); s.put(a, b); g(b); }
`;
    const lines = linesOf('CALLS', await linkSources({ 'a.cc': source }));
    expect(lines.length).toBe(3);
    const definitions = linesOf('DEFINES', await linkSources({ 'a.cc': source }));
    expect(definitions).toContain('a.cc::S -> a.cc::S.put');
    expect(lines.join('\n')).not.toContain('S.put~2 ');
  });
});

describe('containers and pointers of the library', () => {
  const types = `#include <vector>
struct Foo { void run(); Foo* next(); };
void Foo::run() {}
Foo* Foo::next() { return this; }
`;

  test('give what they hold', async () => {
    const bodies = {
      vector: 'void f(std::vector<Foo>& v) { v[0].run(); }',
      loop: 'void f(std::vector<Foo*> v) { for (auto* x : v) x->run(); }',
      front: 'void f(std::list<Foo> v) { v.front().run(); }',
      iterator: 'void f(std::set<Foo> v) { auto i = v.begin(); i->run(); }',
      unique: 'void f(std::unique_ptr<Foo> p) { p->run(); }',
      got: 'void f(std::shared_ptr<Foo> p) { p.get()->run(); }',
      made: 'void f() { auto p = std::make_unique<Foo>(); (*p).run(); }',
      map: 'void f(std::map<int, Foo> m) { m[1].run(); }',
      found: 'void f(std::map<int, Foo*> m) { m.find(1)->second->run(); }',
      pair: 'void f(std::map<int, Foo> m) { for (auto& [k, v] : m) v.run(); }',
      optional: 'void f(std::optional<Foo> o) { o.value().run(); }',
      alias: 'using Foos = std::vector<Foo>;\nvoid f(Foos v) { v[0].run(); }',
      field: 'struct H { std::vector<Foo> all; void g() { all[0].run(); } };',
    };
    for (const [name, body] of Object.entries(bodies)) {
      const calls = await callsIn(`${types}${body}\n`);
      expect(
        calls.map((line) => line.replace(/^\S+ /, '')),
        name,
      ).toContain('-> Foo.run');
    }
  });
});

describe('values', () => {
  test('travel through auto, results, casts, references and narrowing', async () => {
    const source = `struct A { void run() {} A* self() { return this; } };
A* make() { return new A; }
template <class T> T* id(T* t) { return t; }
void f(void* p) {
  auto a = make(); a->run();
  make()->self()->run();
}
void g(void* p) { static_cast<A*>(p)->run(); }
void h() { A a; A& r = a; r.run(); (&r)->run(); }
void i(A* a) { id(a)->run(); if (auto b = make()) b->run(); }
`;
    expect(await callsIn(source)).toEqual([
      'f -> A.run',
      'f -> A.self',
      'f -> make',
      'g -> A.run',
      'h -> A.run',
      'i -> A.run',
      'i -> id',
      'i -> make',
      'make -> A',
    ]);
  });

  test('that can be called are: lambdas, objects with an operator, functions of the library', async () => {
    const source = `static void a() {}
static void b() {}
struct Call { void operator()(int n) { a(); } };
void apply(std::function<void()> f) { f(); }
void f() {
  auto l = [] { a(); };
  l();
  Call c; c(1);
  apply(b);
  std::for_each(v.begin(), v.end(), b);
}
`;
    expect(await callsIn(source)).toEqual([
      'Call.operator() -> a',
      'apply -> b',
      'f -> Call.operator()',
      'f -> a',
      'f -> apply',
      'f -> b',
    ]);
  });
});

describe('names', () => {
  test('are looked for from the inside out, and by using', async () => {
    const source = `void run() {}
namespace a { void run() {} void other() { run(); ::run(); } namespace b { void inner() { run(); } } }
namespace c { using a::run; void g() { run(); } }
namespace d = a;
void f() { run(); d::run(); }
`;
    const lines = linesOf('CALLS', await linkSources({ 'a.cc': source })).map((line) =>
      line.replace(/ \w+$/, ''),
    );
    expect(lines).toEqual([
      'a.cc::a.b.inner -> a.cc::a.run @2',
      'a.cc::a.other -> a.cc::a.run @2',
      'a.cc::a.other -> a.cc::run @2',
      'a.cc::c.g -> a.cc::a.run @3',
      'a.cc::f -> a.cc::a.run @5',
      'a.cc::f -> a.cc::run @5',
    ]);
  });

  test('with a path find what a class has from above, or by another name', async () => {
    const calls = await callsIn(`struct Base { static void make(); struct In { void run(); }; };
struct Derived : Base {};
typedef Derived Other;
void f() { Derived::make(); Other::In i; i.run(); }
`);
    expect(calls).toEqual(['f -> Base.In.run', 'f -> Base.make']);
  });

  test('of members go before those outside, also inherited ones', async () => {
    const calls = await callsOf({
      'base.h': 'class Base { protected: void help(); };\n',
      'a.cc': `#include "base.h"
static void help() {}
static void other() {}
class A : public Base { void run() { help(); other(); } };
`,
    });
    expect(calls).toEqual(['a.cc::A.run -> a.cc::other', 'a.cc::A.run -> base.h::Base.help']);
  });

  test('are not found without an include, in another namespace or on what is not known', async () => {
    const calls = await callsOf({
      'a.h': 'namespace x { void hidden(); struct S { void run(); }; }\n',
      'a.cc': '#include "a.h"\nvoid x::hidden() {}\nvoid x::S::run() {}\n',
      'b.cc': 'void f() { x::hidden(); hidden(); }\n',
      'c.cc': '#include "a.h"\ntemplate <class T> void g(T t) { hidden(); t.run(); unknown()->run(); }\n',
    });
    expect(calls).toEqual([]);
  });

  test('of C are shared: a header of one is read by the other', async () => {
    const calls = await callsOf({
      'c.h':
        '#ifdef __cplusplus\nextern "C" {\n#endif\nstruct dev { void (*go)(void); };\nvoid start(struct dev *d);\n#ifdef __cplusplus\n}\n#endif\n',
      'c.c': '#include "c.h"\nvoid start(struct dev *d) { d->go(); }\n',
      'cc.cc': '#include "c.h"\nstatic void go() {}\nvoid f() { dev d; d.go = go; start(&d); }\n',
    });
    expect(calls).toEqual(['c.c::start -> cc.cc::go', 'cc.cc::f -> c.c::start']);
  });

  test('in a test stand in a class below its fixture', async () => {
    const calls = await callsIn('struct Fix { void help() {} };\nTEST_F(Fix, Works) { help(); }\n');
    expect(calls).toEqual(['Fix.Works -> Fix.help']);
  });
});

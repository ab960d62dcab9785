import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Edges of sources, without files and lines: `main -> User.save`. Those of the file itself begin with its path. */
async function edgesOf(label: string, sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf(label, await linkSources(sources));
  return [...new Set(lines.map((line) => line.replaceAll(/[\w/.]+::(?! )/g, '').replace(/ @.*/, '')))];
}

async function callsIn(body: string): Promise<string[]> {
  return edgesOf('CALLS', { 'a.php': `<?php\n${body}` });
}

const store =
  'class Store { function save() {} function load() {} static function make() { return new static; } }';

describe('names', () => {
  test('belong to the program: imported, of the same namespace, global ones as a last resort', async () => {
    expect(
      await edgesOf('CALLS', {
        'a.php': `<?php namespace App;
use Lib\\Tool, Lib\\Sub; use Lib\\Tool as T; use function Lib\\help; use Vendor\\Gone, Vendor\\Kit;
function main() {
  new Tool; new T; new Sub\\Inner; new Beside; \\Lib\\help(); help(); near(); far(); new \\Far; new Far;
  new Gone; Gone::run(); new Kit\\Part; Kit\\run(); new Missing; missing(); strlen('x'); TOOL::STATICALLY();
}`,
        'b.php': '<?php namespace App; class Beside { function __construct() {} } function near() {}',
        'c.php': '<?php function far() {} class Far {}',
        'd.php': `<?php namespace Lib { class Tool { static function statically() {} } function help() {} }
namespace Lib\\Sub { class Inner {} }`,
      }),
    ).toEqual([
      'main -> import Vendor\\Gone Gone',
      'main -> import Vendor\\Kit Kit',
      'main -> Beside.__construct',
      'main -> near',
      'main -> Far',
      'main -> far',
      'main -> Lib.Tool',
      'main -> Lib.Tool.statically',
      'main -> Lib.help',
      'main -> Lib\\Sub.Inner',
    ]);
  });

  test('a namespace hides nothing but its own', async () => {
    expect(
      await callsIn(`namespace A { function f() {} function g() { f(); B\\f(); \\B\\f(); namespace\\f(); } }
namespace B { function f() {} function g() { f(); } }`),
    ).toEqual(['A.g -> A.f', 'A.g -> B.f', 'B.g -> B.f']);
  });

  test('equal names that nothing tells apart are not guessed', async () => {
    expect(
      await edgesOf('CALLS', {
        'one/a.php': '<?php function twice() {}',
        'two/a.php': '<?php function twice() {}',
        'x.php': '<?php function run() { twice(); }',
        'y.php': "<?php require __DIR__ . '/one/a.php'; function walk() { twice(); }",
      }),
    ).toEqual(['walk -> twice']);
  });

  test('functions in functions and in conditions are names of the program, too', async () => {
    expect(
      await callsIn(
        'if (!function_exists("f")) { function f() { function g() {} } } function h() { f(); g(); }',
      ),
    ).toEqual(['h -> f', 'h -> f.g']);
  });
});

describe('receivers', () => {
  test('are typed by constructor, parameter, property, result and comment', async () => {
    expect(
      await callsIn(`${store}
class A {
  private Store $typed; /** @var Store */ private $said; private $assigned;
  function __construct(private ?Store $promoted, $given) { $this->assigned = new Store; }
  function a() { $this->typed->save(); } function b() { $this->said->save(); }
  function c() { $this->assigned->save(); } function d() { $this->promoted?->save(); }
  function e(int|Store $s) { $s->save(); } /** @param Store|null $s */ function f($s) { $s->save(); }
  function result(): Store {} /** @return Store[] */ function results() {}
  function g() { $this->result()->save(); } function h() { foreach ($this->results() as $s) $s->save(); }
  function i() { (new Store)->load(); Store::make()->save(); }
  function j() { /** @var Store $s */ $s = unknown(); $s->save(); }
  function k($s) { if (!$s instanceof Store) return; $s->save(); }
  function l($s) { $s->save(); $this->given->save(); }
}`),
    ).toEqual([
      'A.__construct -> Store',
      'A.a -> Store.save',
      'A.b -> Store.save',
      'A.c -> Store.save',
      'A.d -> Store.save',
      'A.e -> Store.save',
      'A.f -> Store.save',
      'A.g -> A.result',
      'A.g -> Store.save',
      'A.h -> A.results',
      'A.h -> Store.save',
      'A.i -> Store',
      'A.i -> Store.load',
      'A.i -> Store.make',
      'A.i -> Store.save',
      'A.j -> Store.save',
      'A.k -> Store.save',
      'Store.make -> Store',
    ]);
  });

  test('a comment adds to a type, and one of several types keeps nothing out', async () => {
    expect(
      await callsIn(`${store} class StoreList { function each() {} } interface Elsewhere extends Unknown {} class Odd implements Gone { function odd() {} }
function f(StoreList $l) { $l->each(); } /** @param string $l */ function g(StoreList $l) { $l->each(); }
function h(Store|Gone $x) { $x->odd(); $x->save(); } function i() { h(new Odd); }
class B { /** @template T of Store @param class-string<Store> $c */ function j(string $c) { $c::make(); } }`),
    ).toEqual([
      'B.j -> Store.make',
      'Store.make -> Store',
      'f -> StoreList.each',
      'g -> StoreList.each',
      'h -> Odd.odd',
      'h -> Store.save',
      'i -> Odd',
      'i -> h',
    ]);
  });

  test('properties are narrowed by what is tested', async () => {
    expect(
      await callsIn(`${store} class Other { function save() {} }
class A { private $x; function a() { if ($this->x instanceof Store) { $this->x->save(); } }
  function b($o) { if (!($o->x instanceof Store)) { $o->x->load(); return; } $o->x->save(); }
  function c($o) { assert($o->x instanceof Other); $o->x->save(); } function d() { $this->x->save(); }
  function e($y) { if (is_a($y, Store::class) && $y->load()) { $y->save(); } } }`),
    ).toEqual([
      'A.a -> Store.save',
      'A.b -> Store.save',
      'A.c -> Other.save',
      'A.e -> Store.load',
      'A.e -> Store.save',
      'Store.make -> Store',
    ]);
  });

  test('self, static and parent', async () => {
    expect(
      await callsIn(`class Base { static function make() { return new static; } function hook() {} function run() { static::at(); self::at(); $this->hook(); } static function at() {} }
class Sub extends Base { function hook() { parent::hook(); } static function at() {} function only() {} }
function f() { Sub::make()->only(); }`),
    ).toEqual([
      'Base.make -> Base',
      'Base.run -> Base.at',
      'Base.run -> Base.hook',
      'Base.run -> Sub.at',
      'Base.run -> Sub.hook',
      'Sub.hook -> Base.hook',
      'f -> Base.make',
      'f -> Sub.only',
    ]);
  });

  test('interfaces mean what implements them; what is missing is __call', async () => {
    expect(
      await callsIn(`interface I { function run(); } class A implements I { function run() {} } class B implements I { function run() {} } class C { function run() {} }
function f(I $i) { $i->run(); }
class Magic { function __call($n, $a) {} static function __callStatic($n, $a) {} function real() {} }
function g(Magic $m) { $m->real(); } function h(Magic $m) { $m->unreal(); Magic::unreal(); }
class Callable_ { function __invoke() {} } function i() { $c = new Callable_; $c(); }`),
    ).toEqual([
      'f -> A.run',
      'f -> B.run',
      'f -> I.run',
      'g -> Magic.real',
      'h -> Magic.__call',
      'h -> Magic.__callStatic',
      'i -> Callable_',
      'i -> Callable_.__invoke',
    ]);
  });

  test('traits lend their methods, by other names and in place of each other', async () => {
    expect(
      await callsIn(`trait T { function a() { $this->own(); } function b() {} static function s() {} } trait U { function b() {} }
class C { use T, U { T::b insteadof U; U::b as other; } function own() {} }
function f(C $c) { $c->a(); C::s(); } function g(C $c) { $c->b(); } function h(C $c) { $c->other(); }`),
    ).toEqual(['T.a -> C.own', 'f -> T.a', 'f -> T.s', 'g -> T.b', 'h -> U.b']);
  });

  test('fields are shared along the hierarchy, and parameters are those of the method above', async () => {
    expect(
      await callsIn(`${store}
abstract class Base { protected $s; function run() { $this->s->save(); } abstract function go(Store $s); }
class Sub extends Base { function __construct() { $this->s = new Store; } function go($s) { $s->load(); } }`),
    ).toEqual([
      'Base.run -> Store.save',
      'Store.make -> Store',
      'Sub.__construct -> Store',
      'Sub.go -> Store.load',
    ]);
  });

  test('enums, constants and static properties', async () => {
    expect(
      await callsIn(`enum Suit { case Hearts; function label() {} static function pick() { return self::Hearts; } }
class R { static ?R $one = null; const KIND = Suit::Hearts; static function get() { return self::$one ??= new R; } function go() {} }
function f() { Suit::Hearts->label(); Suit::pick()->label(); Suit::from('x')->label(); foreach (Suit::cases() as $c) $c->label(); }
function g() { R::get()->go(); R::$one->go(); R::KIND->label(); }`),
    ).toEqual([
      'R.get -> R',
      'f -> Suit.label',
      'f -> Suit.pick',
      'g -> R.get',
      'g -> R.go',
      'g -> Suit.label',
    ]);
  });
});

describe('flow', () => {
  test('two branches are two targets; what was assigned before is gone', async () => {
    expect(
      await callsIn(`class A { function a() {} } class B { function a() {} } class C { function a() {} }
function f($x) { $o = new C; if ($x) { $o = new A; } else { $o = new B; } $o->a(); }`),
    ).toEqual(['f -> A', 'f -> A.a', 'f -> B', 'f -> B.a', 'f -> C']);
  });

  test('variables are those of their function', async () => {
    expect(
      await callsIn(`${store}
$s = new Store;
function f() { $s->save(); }
function g() { global $s; $s->save(); }
function h() { $s = new Store; return function () { $s->load(); }; }
function i() { $s = new Store; return function () use ($s) { $s->load(); }; }
function j() { $s = new Store; return fn() => $s->load(); }`),
    ).toEqual([
      'a.php -> Store',
      'Store.make -> Store',
      'g -> Store.save',
      'h -> Store',
      'i -> Store',
      'i -> Store.load',
      'j -> Store',
      'j -> Store.load',
    ]);
  });

  test('arrays keep what is put into them', async () => {
    expect(
      await callsIn(`class A { function a() {} } class B { function a() {} } class C { function a() {} } class D { function a() {} }
function f() { $l = ['x' => new A, 'y' => new B]; $l['x']->a(); }
function g() { $l = []; $l[] = new B; foreach ($l as $k => $v) { $v->a(); } }
function h() { [$a, [$b]] = [new A, [new B]]; $b->a(); }
function i() { $m = []; $m['k'][] = new C; foreach ($m as $l) foreach ($l as $o) $o->a(); }
function j() { foreach (gen() as $d) $d->a(); } function gen() { yield new D; }`),
    ).toEqual([
      'f -> A',
      'f -> A.a',
      'f -> B',
      'g -> B',
      'g -> B.a',
      'gen -> D',
      'h -> A',
      'h -> B',
      'h -> B.a',
      'i -> C',
      'i -> C.a',
      'j -> D.a',
      'j -> gen',
    ]);
  });

  test('objects that can be looped over and subscripted', async () => {
    expect(
      await callsIn(`class A { function a() {} }
class L implements IteratorAggregate, ArrayAccess { function getIterator(): Iterator { yield new A; } function offsetGet($o): A {} }
function f(L $l) { foreach ($l as $x) $x->a(); } function g(L $l) { $l['x']->a(); }
class Collection {} class H { /** @var Collection<int, A> */ private $as; function f() { $this->as->first()->a(); } }`),
    ).toEqual(['H.f -> A.a', 'L.getIterator -> A', 'f -> A.a', 'g -> A.a']);
  });

  test('records of a library are found by convention', async () => {
    expect(
      await callsIn(`use Vendor\\Model; class User extends Model { function hi() {} } class Own { static function find() {} function hi() {} }
function f() { User::find(1)->hi(); } function g() { User::where('a')->first()->hi(); } function h() { Own::find(1)->hi(); Own::where()->hi(); }`),
    ).toEqual(['f -> User.hi', 'g -> User.hi', 'h -> Own.find']);
  });

  test('callables of every kind', async () => {
    expect(
      await callsIn(`namespace N;
function one() {} function two() {} class K { function m() {} static function s() {} function run($xs) {
  array_map([$this, 'm'], $xs); usort($xs, [self::class, 's']); array_walk($xs, 'N\\\\one'); call_user_func('N\\\\K::s'); } }
function f($x) { $g = one(...); $g(); (function () { two(); })(); } function g() { $k = new K; $m = $k->m(...); $m(); }
function h() { take(fn() => one(), 'N\\\\two'); } function take(callable $c, $name) { $c(); $name(); }
function i() { $c = K::class; $c::s(); (new $c)->m(); }`),
    ).toEqual([
      'K.run -> K.m',
      'K.run -> K.s',
      'K.run -> one',
      'f -> one',
      'f -> two',
      'g -> K',
      'g -> K.m',
      'h -> one',
      'h -> take',
      'i -> K',
      'i -> K.m',
      'i -> K.s',
    ]);
  });

  test('strings in variables are names where they are used as such', async () => {
    expect(
      await callsIn(`function one() {} function two() {} class K { function a() {} function b() {} static function s() {} }
function f() { $n = 'one'; $n(); call_user_func($n); } function g($x) { $n = $x ? 'two' : 'strlen'; $n('x'); }
function h(K $k) { foreach (['a', 'b'] as $m) $k->$m(); } function i() { $c = 'K'; (new $c)->a(); $c::s(); $m = 's'; K::$m(); }
function l() { [new K, 'a'](); ('one')(); 'K::s'(); }
function j($n) { $n(); } function k() { $n = 'one'; return $n; }`),
    ).toEqual([
      'f -> one',
      'g -> two',
      'h -> K.a',
      'h -> K.b',
      'i -> K',
      'i -> K.a',
      'i -> K.s',
      'l -> K',
      'l -> K.a',
      'l -> K.s',
      'l -> one',
    ]);
  });

  test('closures made of others, and other names of classes', async () => {
    expect(
      await callsIn(`function one() {} class K { function m() {} function run() { $a = Closure::fromCallable('one'); $a(); $b = Closure::bind(fn() => one(), $this); $b->bindTo($x)();
  $c = Closure::fromCallable([$this, 'm']); $c(); } }
class_alias(K::class, 'Lib\\\\Alias'); class_alias('K', 'Second'); function f(\\Lib\\Alias $k) { $k->m(); } function g() { (new Second)->run(); }`),
    ).toEqual(['K.run -> K.m', 'K.run -> one', 'f -> K.m', 'g -> K', 'g -> K.run']);
  });

  test('elements reach callbacks, and results come back', async () => {
    expect(
      await callsIn(`class A { function a() { return $this; } }
function f() { foreach (array_map(fn($x) => $x->a(), [new A]) as $y) $y->a(); }
function g() { foreach (array_filter([new A], fn($x) => true) as $y) $y->a(); }
function h() { usort($l, fn(A $x, A $y) => $x->a()); array_pop($l2); } function i() { $l = [new A]; array_pop($l)->a(); }`),
    ).toEqual(['f -> A', 'f -> A.a', 'g -> A', 'g -> A.a', 'h -> A.a', 'i -> A', 'i -> A.a']);
  });

  test('what an included file returns', async () => {
    expect(
      await edgesOf('CALLS', {
        'a.php': "<?php function f() { $c = require __DIR__ . '/b.php'; $c['make'](); }",
        'b.php': "<?php function made() {} return ['make' => fn() => made(), 'other' => 1];",
      }),
    ).toEqual(['b.php -> made']);
  });
});

describe('what is not called', () => {
  test('members of receivers that are not known', async () => {
    expect(
      await callsIn(
        `${store} function f($x, Unknown $u) { $x->save(); $u->save(); $GLOBALS['q']->save(); $$x->save(); }`,
      ),
    ).toEqual(['Store.make -> Store']);
  });

  test('methods and functions are not each other, nor properties methods', async () => {
    expect(
      await callsIn(
        'class A { public $run; function run() { run(); ($this->run)(); } } function go() { A(); }',
      ),
    ).toEqual([]);
  });
});

describe('references', () => {
  test('types, attributes, constants and callables', async () => {
    expect(
      await edgesOf('REFERENCES', {
        'a.php': `<?php class A { const X = 1; public $p; } interface I {} #[Attribute] class At {} const C = 1; function cb() {}
#[At] function f(A $a, ?I $i): A { try { echo A::X, C, $a->p; $a->p = 1; } catch (A $e) {} return $a instanceof I; }
function g() { usort($x, 'cb'); return [A::class, cb(...)]; }`,
      }),
    ).toEqual(['f -> A', 'f -> A.X', 'f -> A.p', 'f -> At', 'f -> C', 'f -> I', 'g -> A', 'g -> cb']);
  });

  test('a string names a function where one is expected', async () => {
    const sources = {
      'a.php': `<?php namespace N; function go() { on('init', 'start'); say('start'); say('init', 'start'); later('N\\\\own'); } function own() {}`,
      'b.php': `<?php function start() {} /** @param callable|null $f */ function on($event, $f) {} function say($x, $y) {} function later(callable $f) {}`,
    };
    expect(await edgesOf('REFERENCES', sources)).toEqual(['go -> own', 'go -> start']);
  });

  test('methods that tests and subscribers name', async () => {
    const sources = {
      'a.php': `<?php class T extends Base {
/** @dataProvider rows */ function testA() {} #[DataProvider('more')] function testB() {} function rows() {} static function more() {}
static function getSubscribedEvents() { return ['other' => 'onSaved', 'x' => ['onGone', 1]]; } function onSaved() {} function other() {} function onGone() {} }`,
    };
    expect(await edgesOf('REFERENCES', sources)).toEqual([
      'T.getSubscribedEvents -> T.onGone',
      'T.getSubscribedEvents -> T.onSaved',
      'T.getSubscribedEvents -> T.other',
      'T.testA -> T.rows',
      'T.testB -> T.more',
    ]);
  });

  test('bases, and what overrides what', async () => {
    const sources = {
      'a.php': '<?php class A extends B implements I { use T; function m() {} } interface J extends I {}',
      'b.php': '<?php class B { function m() {} } interface I { function m(); } trait T {}',
    };
    expect(await edgesOf('EXTENDS', sources)).toEqual(['A -> B', 'A -> T', 'J -> I']);
    expect(await edgesOf('IMPLEMENTS', sources)).toEqual(['A -> I']);
    expect(await edgesOf('OVERRIDES', sources)).toEqual(['A.m -> B.m']);
  });

  test('imports are bound to what they name', async () => {
    const sources = {
      'a.php': "<?php namespace App; use Lib\\Tool; use function Lib\\help; use Lib; require 'b.php';",
      'b.php': '<?php namespace Lib; class Tool {} function help() {}',
    };
    expect(
      linesOf('IMPORTS', await linkSources(sources)).filter((line) => line.startsWith('a.php::')),
    ).toEqual([
      'a.php::import Lib Lib -> b.php @1',
      'a.php::import Lib\\Tool Tool -> b.php::Tool @1',
      'a.php::import Lib\\help help -> b.php::help @1',
      'a.php::import b.php -> b.php @1',
    ]);
  });
});

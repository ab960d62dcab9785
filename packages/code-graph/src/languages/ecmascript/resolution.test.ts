import { describe, expect, test } from 'vitest';
import { callsOf } from './ecmascript-facts.fixture.ts';

describe('names', () => {
  test('mean what the nearest scope says, wherever they are declared in it', async () => {
    const source = `
run();
function run() { return helper(); }
function helper() {}
function outer() {
  helper();
  { const helper = () => {}; helper(); }
  if (a) { function inner() {} inner(); }
  early();
  var later = () => {}; later();
  function early() {}
}
function shadow(helper) { helper(); }
for (const helper of []) helper();
try {} catch (helper) { helper(); }
class A { helper() { helper(); } other() { missing(); } missing() {} }`;
    expect(await callsOf(source)).toEqual([
      '- -> run',
      'A.helper -> helper',
      'outer -> helper',
      'outer -> outer.early',
      'outer -> outer.helper',
      'outer -> outer.inner',
      'outer -> outer.later',
      'run -> helper',
    ]);
  });

  test('make no call from a name alone', async () => {
    expect(
      await callsOf({ 'a.ts': 'export function save() {}', 'b.ts': 'save(); x.save(); this.save();' }),
    ).toEqual([]);
  });
});

describe('receivers get their type', () => {
  test('from constructor calls, annotations, fields, parameters and returns', async () => {
    const source = `
class Log { write() {} static of() { return new Log(); } }
class App {
  private made = new Log();
  declared: Log | null;
  constructor(private given: Log, plain: Log) { this.kept = plain; }
  run(list: Log[], map: Map<string, Log>, soon: Promise<Log>) {
    this.made.write(); this.declared?.write(); this.given.write(); this.kept!.write();
    list[0].write(); map.get('a')!.write(); Log.of().write();
    for (const each of list) each.write();
    for (const [key, value] of map) value.write();
  }
}
async function later(soon: Promise<Log>, app: App) {
  (await soon).write();
  soon.then((log) => log.write());
  const { made, given: { write } } = app; made.write(); write();
}
function narrow(x: unknown, y: any) {
  if (x instanceof Log) x.write();
  if (!(y instanceof Log)) return;
  y.write();
  (x as Log).write(); (<Log>x).write();
}`;
    const calls = await callsOf(source);
    expect(calls).toEqual([
      'App.made -> Log',
      'App.run -> Log.of',
      'App.run -> Log.write',
      'Log.of -> Log',
      'later -> Log.write',
      'narrow -> Log.write',
    ]);
  });

  test('one way in each branch and both ways after it', async () => {
    const source = `
class A { go() {} }
class B { go() {} }
function f(c) {
  let x = new A();
  if (c) { x = new B(); only(() => 0); } else { x.go(); }
}
function g(c) { let x; switch (c) { case 1: x = new A(); break; default: x = new B(); } x.go(); }
function h(c) { const x = c ? new A() : new B(); return x; }
h(1).go();`;
    expect((await callsOf(source)).filter((call) => call.endsWith('.go'))).toEqual([
      '- -> A.go',
      '- -> B.go',
      'f -> A.go',
      'g -> A.go',
      'g -> B.go',
    ]);
  });

  test('from interfaces, type aliases and generics with a constraint', async () => {
    const sources = {
      'types.ts':
        'export interface Repo { find(): void }\nexport type Alias = Repo;\nexport type Shape = { area(): void };',
      'impl.ts': "import { Repo } from './types';\nexport class Mine implements Repo { find() {} }",
      'use.ts': `
import type { Alias, Repo, Shape } from './types';
function f(r: Repo) { r.find(); }
function g<T extends Alias>(r: T, s: Shape, { deep }: { deep: Repo }) { r.find(); s.area(); deep.find(); }`,
    };
    expect(await callsOf(sources)).toEqual([
      'use.ts::f -> impl.ts::Mine.find',
      'use.ts::f -> types.ts::Repo.find',
      'use.ts::g -> impl.ts::Mine.find',
      'use.ts::g -> types.ts::Repo.find',
      'use.ts::g -> types.ts::Shape.area',
    ]);
  });
});

describe('classes', () => {
  test('inherit, override, call upwards and run initialisers', async () => {
    const source = `
class Base { constructor() { this.init(); } init() {} static make() { return new this(); } get peer() { return new Peer(); } }
class Peer { ping() {} }
class Derived extends Base {
  field = create();
  constructor() { super(); super.init(); this.peer.ping(); }
  init() {}
  static make() { return super.make(); }
  static { boot(); }
}
function create() {} function boot() {}`;
    expect(await callsOf(source)).toEqual([
      'Base.constructor -> Base.init',
      'Base.constructor -> Derived.init',
      'Base.make -> Base.constructor',
      'Base.peer -> Peer',
      'Derived -> boot',
      'Derived.constructor -> Base.constructor',
      'Derived.constructor -> Base.init',
      'Derived.constructor -> Peer.ping',
      'Derived.field -> create',
      'Derived.make -> Base.make',
    ]);
  });

  test('may be written with prototypes', async () => {
    const source = `
function Animal() { this.bark = function () {}; }
Animal.prototype.eat = function () { this.chew(); this.bark(); };
Animal.prototype.chew = function () {};
function Dog() { Animal.call(this); }
Dog.prototype = Object.create(Animal.prototype);
Dog.prototype.fetch = function () { this.eat(); };
new Dog().fetch(); new Dog().eat();`;
    expect(await callsOf(source, 'm.js')).toEqual([
      '- -> Animal.eat',
      '- -> Dog',
      '- -> Dog.fetch',
      'Animal.eat -> Animal.bark',
      'Animal.eat -> Animal.chew',
      'Dog -> Animal',
      'Dog.fetch -> Animal.eat',
    ]);
  });
});

describe('functions as values', () => {
  test('are called where they are passed to, bound, applied or called by the library', async () => {
    const source = `
function f() {} function g() {} function h() {}
function twice(callback) { callback(); }
twice(f);
function bound() { const b = f.bind(null); b(); g.call(null); h.apply(null, []); }
[f].forEach((each) => each());
[g].map(h);
setTimeout(g);
const table = { f, ['g']: g }; function pick(k) { table[k](); }
new Promise((resolve) => resolve(f)).then((value) => value());
const [first, ...others] = [f, g]; function rest() { others[0](); first(); }`;
    expect(await callsOf(source, 'm.js')).toEqual([
      '- -> f',
      '- -> g',
      '- -> h',
      '- -> twice',
      'bound -> f',
      'bound -> g',
      'bound -> h',
      'pick -> f',
      'pick -> g',
      'rest -> f',
      'rest -> g',
      'twice -> f',
    ]);
  });

  test('know what their declared callers pass them', async () => {
    const source = `
class Event { stop() {} }
declare function listen(handler: (event: Event, n: number) => void): void;
listen((event) => event.stop());`;
    expect(await callsOf(source)).toContain('- -> Event.stop');
  });

  test('in objects that are spread, assigned and created from others are found', async () => {
    const source = `
const base = { a() {}, b() { this.a(); } };
const spread = { ...base, c() {} };
const assigned = Object.assign({}, base);
const created = Object.create(base);
let circle = { d() {} }; while (x) circle = { ...circle };
function all() { spread.a(); assigned.b(); created.a(); circle.d(); }`;
    expect(await callsOf(source, 'm.js')).toEqual([
      'all -> base.a',
      'all -> base.b',
      'all -> circle.d',
      'base.b -> base.a',
    ]);
  });
});

test('code of functions without a name belongs to the constant they are made for', async () => {
  const source = `
import { memo } from 'x';
export const Card = memo(() => helper(() => { function inner() { run(() => helper()); } inner(); }));
run(() => helper()); Card();
function helper() {} function run() {}`;
  expect((await callsOf(source)).filter((call) => !call.includes('import'))).toEqual([
    '- -> Card',
    '- -> helper',
    '- -> run',
    'Card -> Card.inner',
    'Card -> helper',
    'Card.inner -> helper',
    'Card.inner -> run',
  ]);
});

test('elements of JSX are calls of their components', async () => {
  const source = `
const Memo = memo(() => <i />);
const ui = { Button: (props) => props.onClick() };
function Card({ title, render }) { return <div>{render()}</div>; }
export function App() {
  return <Card title="x" render={() => helper()}><ui.Button onClick={helper} /><Memo /></Card>;
}
function helper() {}`;
  expect(await callsOf(source, 'm.jsx')).toEqual([
    'App -> Card',
    'App -> Memo',
    'App -> helper',
    'App -> ui.Button',
    'ui.Button -> helper',
  ]);
});

test('enums, namespaces, decorators and tagged templates are followed', async () => {
  const source = `
namespace N { export class K { m() {} } export const f = () => new K(); function hidden() {} }
enum Kind { A } namespace Kind { export function parse() { return Kind.A; } }
function tag(parts, value) { value(); }
function deco() { return (target) => target; }
@deco() class D { @deco() m(@deco() p) {} }
N.f().m(); new N.K(); Kind.parse(); tag\`\${() => 1}\`; N.hidden();`;
  expect(await callsOf(source)).toEqual([
    '- -> Kind.parse',
    '- -> N.K',
    '- -> N.K.m',
    '- -> N.f',
    '- -> deco',
    '- -> tag',
    'D -> deco',
    'D.m -> deco',
    'N.f -> N.K',
  ]);
});

test('members with constant keys are told apart', async () => {
  const source = `
const close = Symbol('close'), open = Symbol('open');
class Door { [close]() { this[open](); } [open]() {} *[Symbol.iterator]() { yield this; } }
new Door()[close]();`;
  expect(await callsOf(source)).toEqual(['- -> Door', '- -> Door.[close]', 'Door.[close] -> Door.[open]']);
});

test('an interface or namespace that shares a name with what is called is not called', async () => {
  const source = `
class Files { list() {} } declare namespace Files { export { Files as F }; }
interface Maker { made: string } const Maker = (): Maker => ({ made: '' });
new Files().list(); Maker();`;
  expect(await callsOf(source)).toEqual(['- -> Files', '- -> Files.list', '- -> Maker~2']);
});

test('a literal is no instance of a class, and may have the shape of an interface', async () => {
  const source = `
class Sink { next() {} } interface Port { next(): void }
function toSink(sink: Sink) { sink.next(); }
function toPort(port: Port) { port.next(); }
const literal: any = { next() {} };
toSink(literal); toPort(literal);`;
  expect(await callsOf(source)).toEqual([
    '- -> toPort',
    '- -> toSink',
    'toPort -> Port.next',
    'toPort -> literal.next',
    'toSink -> Sink.next',
  ]);
});

test('a function made on the spot takes what the place that it is written for says', async () => {
  const source = `
class Sink { next() {} } class Other { next() {} }
function open(start: (sink: Sink) => void, any: unknown) { start(any); }
open((sink) => sink.next(), new Other());
${'open((sink) => {}, null);'.repeat(40)}
open((last) => last.next(), null);`;
  expect(await callsOf(source)).toEqual(['- -> Other', '- -> Sink.next', '- -> open']);
});

test('a class is extended by what was put on another, a getter is called, and receivers are kept apart', async () => {
  const source = `
class A {} class B { meow() {} } A.B = B;
class C extends A.B {}
new C().meow();
class G { get run() { return lookup('x'); } }
new G().run();
const one = { f() { this.g(); }, g() {} }, two = { f() { this.g(); }, g() {} };
(one || two).f();`;
  expect(await callsOf(source)).toEqual([
    '- -> B.meow',
    '- -> C',
    '- -> G',
    '- -> G.run',
    '- -> one.f',
    '- -> two.f',
    'one.f -> one.g',
    'two.f -> two.g',
  ]);
});

test('conditions say what types names are of', async () => {
  const source = `
class A { toString() { return ''; } } class B { toString() { return ''; } } class C { toString() { return ''; } }
function f(x: unknown) {
  if (typeof x === 'bigint') x.toString();
  else if (x instanceof A || x instanceof B) x.toString();
}
f(new A()); f(new B()); f(new C()); f(1n);`;
  expect(await callsOf(source)).toEqual([
    '- -> A',
    '- -> B',
    '- -> C',
    '- -> f',
    'f -> A.toString',
    'f -> B.toString',
  ]);
});

test('a function that gives back what it was given does so call by call', async () => {
  const source = `
class A { a() {} go() {} } class B { b() {} go() {} }
function same(x) { return x; }
same(new A()).go(); same(new B()).b();
class Holder { private kept: A; constructor(given: A | B) { this.kept = given as any; } run() { this.kept.go(); } }
new Holder(new B());`;
  expect(await callsOf(source)).toEqual([
    '- -> A',
    '- -> A.go',
    '- -> B',
    '- -> B.b',
    '- -> Holder.constructor',
    '- -> same',
    'Holder.run -> A.go',
  ]);
});

test('callbacks are typed through aliases of function types, call signatures and the options they stand in', async () => {
  const source = {
    'types.ts': `
export class Api { fork() {} }
export type Effect<A> = (action: A, api: Api) => void;
export interface Caller { (api: Api): void }
export interface Options { name: string; effect: Effect<string>; inner: { } }`,
    'use.ts': `
import type { Effect, Caller, Options } from './types';
declare function listen(options: Options): void;
function run(effect: Effect<number>) {} function call(caller: Caller) {}
run((action, first) => first.fork());
call((second) => second.fork());
listen({ name: 'x', effect: async (action, third) => { third.fork(); }, inner: {} });
const options: Options = { name: 'y', inner: {}, effect(action, fourth) { fourth.fork(); } };`,
  };
  const calls = await callsOf(source);
  expect(calls.filter((each) => each.endsWith('Api.fork'))).toEqual([
    'use.ts -> types.ts::Api.fork',
    'use.ts::effect -> types.ts::Api.fork',
    'use.ts::options.effect -> types.ts::Api.fork',
  ]);
});

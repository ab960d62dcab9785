import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './ecmascript-facts.fixture.ts';

async function definitionsOf(source: string, as: 'ts' | 'js' = 'ts'): Promise<string[]> {
  return describeFacts(await factsOf(source, as)).definitions;
}

async function detailsOf(source: string, name: string): Promise<Record<string, string>> {
  return describeDefinition(await factsOf(source), name) ?? {};
}

describe('functions', () => {
  test('are found wherever they are declared or bound to a name', async () => {
    const source = `
export default function () {}
function plain() { const inner = () => 1; function nested() {} }
export async function later() {}
function* many() {}
const arrow = async () => {}, named = function other() {};
if (many) { const block = (() => {}) as Handler; }
let late; late = () => {};
use(function callback() {}, () => {});`;
    expect(await definitionsOf(source)).toEqual([
      'function plain 3:10',
      'function plain.nested 3:52',
      'function plain.inner 3:26 arrow',
      'function later 4:23 async',
      'function many 5:11 generator',
      'function default 2:16 function expression',
      'function arrow 6:7 async arrow',
      'function named 6:31 function expression',
      'function block 7:19 arrow',
      'variable late 8:5',
      'function late 8:11 arrow',
      'function callback 9:14 function expression',
    ]);
  });

  test('with overloads are one definition: the body, or the first signature', async () => {
    const source = `
function over(a: string): void;
function over(a: number): void;
function over(a: unknown) {}
declare function ambient(a: string): void;
declare function ambient(a: number): void;
class A { m(a: string): void; m(a: number): void; m(a: unknown) {} }
declare class B { m(a: string): void; m(a: number): void; static m(): void }
abstract class C { abstract m(a: string): void; abstract m(a: number): void }`;
    expect(await definitionsOf(source)).toEqual([
      'function over 4:10',
      'function ambient 5:18 declare',
      'class A 7:7',
      'method A.m 7:51',
      'class B 8:15 declare',
      'method B.m 8:19',
      'method B.m 8:66 static',
      'class C 9:16 abstract',
      'method C.m 9:29 abstract',
    ]);
  });

  test('in object literals are methods under the name of the object', async () => {
    const source = `
const o = { m() {}, n: () => {}, deep: { q: function () {}, r: 1 }, get s() { return 1 }, 'u-v': () => {} };
app.mount({ start() {}, stop: () => {} });`;
    expect(await definitionsOf(source, 'js')).toEqual([
      'constant o 2:7',
      'method o.m 2:13',
      'method o.n 2:21 arrow',
      'method o.deep.q 2:42 function expression',
      'method o.s 2:73 getter',
      'method o.u-v 2:91 arrow',
      'method start 3:13',
      'method stop 3:25 arrow',
    ]);
  });

  test('that are assigned belong to what they are assigned to', async () => {
    const source = `
function Foo() {}
Foo.prototype.bar = function () {};
Foo.prototype = { baz() {}, qux: () => {} };
Foo.make = function () {};
ns.sub.thing = () => {};
exports.a = function () {};
module.exports.c = class { x() {} };
module.exports = { d() {}, e: () => {} };`;
    expect(await definitionsOf(source, 'js')).toEqual([
      'function Foo 2:10',
      'method Foo.bar 3:15 function expression',
      'method Foo.baz 4:19',
      'method Foo.qux 4:29 arrow',
      'function Foo.make 5:5 function expression',
      'function ns.sub.thing 6:8 arrow',
      'function a 7:9 function expression',
      'class c 8:16',
      'method c.x 8:28',
      'method d 9:20',
      'method e 9:28 arrow',
    ]);
  });
});

describe('classes', () => {
  test('have members of every kind', async () => {
    const source = `
@deco() export abstract class A<T> extends B<T> {
  static #count = 0;
  declare tag: string;
  handler = () => {};
  constructor(private readonly log: Log, plain: number, public size = 1) {
    this.extra = 1; this.tag = 'b'; this.extra = 2;
  }
  get value(): number { return 1 }
  static async *stream() {}
  protected abstract area(): number;
  #secret() { this.late = () => {}; }
  [Symbol.iterator]() {}
  static { const x = 1; }
  [key: string]: unknown;
}`;
    expect(await definitionsOf(source)).toEqual([
      'class A 2:31 abstract',
      'property A.#count 3:10 static',
      'property A.tag 4:11 declare',
      'method A.handler 5:3 arrow',
      'constructor A.constructor 6:3',
      'property A.log 6:32 readonly parameter property',
      'property A.size 6:64 parameter property',
      'property A.extra 7:10 instance attribute',
      'method A.value 9:7 getter',
      'method A.stream 10:17 static async generator',
      'method A.area 11:22 abstract',
      'method A.#secret 12:3',
      'method A.late 12:20 arrow',
      'method A.[Symbol.iterator] 13:3',
    ]);
  });

  test('may be expressions', async () => {
    const source = `
const E = class Inner { m() {} };
export default class extends E {}
const mixin = (base) => class extends base { mixed() {} };
function f() { return class Local { run() {} }; }`;
    expect(await definitionsOf(source)).toEqual([
      'function f 5:10',
      'class f.Local 5:29',
      'method f.Local.run 5:37',
      'class E 2:7',
      'method E.m 2:25',
      'class default 3:16',
      'function mixin 4:7 arrow',
      'method mixin.mixed 4:46',
    ]);
  });
});

test('types, enums, namespaces and variables of modules are found', async () => {
  const source = `
let count = 0; var old, [first, { second }] = [];
export const TOP = 1 as const;
function f() { const local = 1; }
namespace N.M { export const inside = 1; export function f() {} }
declare module 'x' { export function g(): void }
enum Color { Red, 'Green' = 1 }
const enum Flag { On = 1 }
type Alias = string | number;
type Shape = { area(): number; readonly side: number };
interface Box<T> extends Shape { put(x: T): void; put(x: T, y: T): void; (call: T): void }`;
  expect(await definitionsOf(source)).toEqual([
    'function f 4:10',
    'variable count 2:5',
    'variable old 2:20',
    'variable first 2:26',
    'variable second 2:35',
    'constant TOP 3:14',
    'namespace N.M 5:11',
    'function N.M.f 5:58',
    'constant N.M.inside 5:30',
    'module x 6:16',
    'function x.g 6:38',
    'enum Color 7:6',
    'enum_member Color.Red 7:14',
    'enum_member Color.Green 7:19',
    'enum Flag 8:12 const',
    'enum_member Flag.On 8:19',
    'type_alias Alias 9:6',
    'type_alias Shape 10:6',
    'method Shape.area 10:16',
    'property Shape.side 10:41 readonly',
    'interface Box 11:11',
    'method Box.put 11:34',
  ]);
});

describe('details', () => {
  const source = `
/**
 * Says hello.
 *   Indented.
 *
 * @param name who
 */
export const greet = async (
  name: string,
): Promise<void> => {};
/* not documentation */
class Person {
  /** Their name. */
  @column() private name = 'x';
  protected static of<T>(x: T): Person { return new Person() }
  #hidden() {}
}
export { Person as Human };`;

  test('have documentation, a signature on one line and lines', async () => {
    expect(await detailsOf(source, 'greet')).toEqual({
      kind: 'function',
      subkind: 'async arrow',
      signature: 'greet = async ( name: string, ): Promise<void>',
      documentation: 'Says hello.\n  Indented.\n\n@param name who',
      visibility: '',
      exported: 'true',
      lines: '8-10',
    });
    expect(await detailsOf(source, 'Person.name')).toMatchObject({
      documentation: 'Their name.',
      signature: '@column() private name',
      visibility: 'private',
    });
    expect(await detailsOf(source, 'Person')).toMatchObject({ documentation: '', signature: 'class Person' });
  });

  test('have visibility and whether they are exported, under whatever name', async () => {
    expect(await detailsOf(source, 'Person.of')).toMatchObject({
      visibility: 'protected',
      signature: 'protected static of<T>(x: T): Person',
    });
    expect(await detailsOf(source, 'Person.#hidden')).toMatchObject({ visibility: 'private' });
    expect(await detailsOf(source, 'Person')).toMatchObject({ exported: 'true' });
  });

  test('are bounded', async () => {
    const long = `/** ${'word '.repeat(2000)} */ function f(${'a, '.repeat(400)}b) {}`;
    const { signature, documentation } = await detailsOf(long, 'f');
    expect(signature!.length).toBe(300);
    expect(documentation!.length).toBeLessThanOrEqual(2000);
  });
});

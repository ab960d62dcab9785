import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf } from './ecmascript-facts.fixture.ts';

const typed = `
import a, { b as c, type D } from './e'; import * as f from "g"; import h = require('i');
export * from 'j'; export { k as l, m } from './n'; export default class extends f.O<D> implements P {
  static #q: R | null = new S(() => this.t); @u(1) declare readonly v?: W[]; [Symbol.iterator]() {}
  constructor(private x: X = 1, ...y: Map<string, Z>[]) { super(...y); this.aa ??= { b() { super.c() }, ...y } }
  get d(): this { return this } set d(v) {} abstract e<T extends D>(f: T): asserts f is T; static { this.g++ }
}
export namespace A.B { export const [c, { d: e = 2, ...f }] = g; export enum H { I = 1, 'J' } }
declare module 'k' { export function l(m: typeof n): infer; interface O extends P<Q> { r(s?: T): U; [k: string]: V } }
declare global { var w: X['y'] } type Y = { z(): A } | ((b: B) => C) | [D, ...E[]];
abstract class F { abstract g(): H }
async function* i(this: J, { k, l: [m] = [] }, n?: O) {
  for await (const [p, q] of r) { if (s instanceof T && !(u as V).w!) continue; else break }
  try { yield* x?.y?.[z]\`a\${b}\` } catch ({ c }) { throw new D } finally { ({ e: f.g, h: [i] } = j) }
  switch (k) { case 1: let l = () => m; default: function n() { arguments[0]() } }
  return await import('./o').then(({ p }) => <Q>p ? (r, s) : t || (u &&= v));
}
module.exports = { a, b: function () {}, c() {} }; exports.d = e; export = f; import g1 = h1.i1;
F.prototype.j = function () { this.k() }; Object.defineProperty(l, 'm', { get: n }); o.call(p, ...q); label: while (1) break label;
`;

const marked = `export const A = ({ b, ...c }) => <><B.C d="e" f={g} {...h}>{i.map((j) => <K key={j} />)}</B.C><p-q r:s /></>;`;

describe('source cut off anywhere', () => {
  test.each([
    ['ts', typed],
    ['js', typed],
    ['tsx', marked],
    ['js', marked],
  ] as const)('is read without an error as %s', async (language, source) => {
    for (let end = 0; end <= source.length; end += 3) {
      await expect(factsOf(source.slice(0, end), language)).resolves.toBeDefined();
    }
  });
});

test('source with stretches taken out and doubled is read without an error', async () => {
  const place = fc.nat({ max: typed.length });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 4 }), async (cuts) => {
      const broken = cuts.reduce((text, [from, to]) => text.slice(0, from) + text.slice(to), typed);
      expect((await factsOf(broken)).lineCount).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

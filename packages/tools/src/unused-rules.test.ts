import { expect, test } from 'vitest';
import { applyRules } from './unused-rules.ts';
import type { Candidate, RuleSettings, Surroundings } from './unused-rules.ts';
import { basesNamed } from './unused-surroundings.ts';

const classes = ['a.py::A', 'a.py::A.B', 'a.ts::A', 'a.py::Base', 'a.py::Middle', 'a.py::Leaf'];
const nothing: Surroundings = {
  owners: new Map(
    [...classes, 'app/migrations/0001.py::Migration'].map((id) => [id, { kind: 'class', exported: false }]),
  ),
  externalClasses: new Set(),
  overrides: [],
  scriptFiles: new Set(['menu.js']),
};
const strict: RuleSettings = { include_exported: false, include_tests: false, include_decorated: false };

function candidate(id: string, facts: Partial<Candidate> = {}): Candidate {
  const [file = '', name = ''] = id.split('::');
  const last = name.split('.').at(-1) ?? '';
  return {
    id,
    name: last,
    kind: name.includes('.') ? 'method' : 'function',
    subkind: null,
    file,
    line: 1,
    exported: false,
    visibility: 'public',
    imported: false,
    inline: false,
    assigned: false,
    ...facts,
  };
}

const explained: [string, Candidate][] = [
  ['constructors', candidate('a.py::A.__init__')],
  ['constructors', candidate('a.ts::A.constructor', { kind: 'constructor' })],
  ['magic', candidate('a.py::A.__len__')],
  ['magic', candidate('a.ts::A.[Symbol.iterator]', { name: '[Symbol.iterator]' })],
  ['decorated', candidate('a.py::A.f', { subkind: 'decorated' })],
  ['test', candidate('pkg/tests/util.py::f')],
  ['test', candidate('src/a.test.ts::f')],
  ['test', candidate('src/a_test.go::f')],
  ['entry_point', candidate('src/a.py::main')],
  ['entry_point', candidate('app/migrations/0001.py::Migration.f')],
  ['entry_point', candidate('vite.config.ts::f')],
  ['imported', candidate('src/a.ts::f', { imported: true })],
  ['exported', candidate('src/a.ts::f', { exported: true })],
  ['inline', candidate('src/a.ts::f', { inline: true })],
  ['declaration', candidate('src/a.d.cts::f')],
  ['script', candidate('menu.js::f')],
  ['object_member', candidate('src/a.ts::options.onDone')],
  ['object_member', candidate('src/a.ts::onDone', { kind: 'method' })],
  ['object_member', candidate('src/a.js::window.start', { kind: 'function' })],
  ['object_member', candidate('src/a.js::A.start', { kind: 'function', assigned: true })],
];

test.each(explained)('%s explains %o', (rule, subject) => {
  expect(applyRules([subject], strict, nothing)).toEqual({ unused: [], excluded: { [rule]: 1 } });
});

test.each(['src/latest/a.py::f', 'src/contest.py::f', 'src/domain.py::remain', 'src/attestation.ts::f'])(
  'nothing explains %s',
  (id) => {
    expect(applyRules([candidate(id)], strict, nothing)).toMatchObject({ unused: [{ id }], excluded: {} });
  },
);

test('a member of a class with an outside base may be called from there', () => {
  const outside = { ...nothing, externalClasses: new Set(['a.py::A']) };
  expect(applyRules([candidate('a.py::A.run')], strict, outside).excluded).toEqual({ external_base: 1 });
  expect(applyRules([candidate('a.py::A.B.run')], strict, outside).unused).toHaveLength(1);
});

test('a function inside of another is no member of it', () => {
  const owners = new Map([['a.ts::outer', { kind: 'function', exported: true }]]);
  const inner = candidate('a.ts::outer.inner', { kind: 'function', visibility: 'private' });
  expect(applyRules([inner], strict, { ...nothing, owners }).unused).toEqual([inner]);
});

test('a second definition of a name is used where the first is, and only there', () => {
  const second = candidate('a.py::f~2');
  expect(applyRules([second], strict, nothing)).toEqual({ unused: [], excluded: { same_name: 1 } });
  const both = [candidate('a.py::f'), second];
  expect(applyRules(both, strict, nothing)).toEqual({ unused: both, excluded: {} });
});

const bases: [number, string][] = [
  [0, 'class A'],
  [0, 'class A(object)'],
  [1, 'class A(B, metaclass=M)'],
  [2, 'class A(b.make(C, D), E[F, G])'],
  [0, 'class A<T extends B>'],
  [3, 'class A<T extends R, U = X<T>> extends mixin(Y, Z)<T> implements P, Q'],
  [2, 'interface I extends A<B, C>, D'],
];

test.each(bases)('%i bases are named by %s', (count, signature) => {
  expect(basesNamed(signature)).toBe(count);
});

test('a public member of an exported class is exported with it', () => {
  const exported = { ...nothing, owners: new Map([['a.py::A', { kind: 'class', exported: true }]]) };
  const members = [
    candidate('a.py::A.run', { visibility: '' }),
    candidate('a.py::A._step', { visibility: 'private' }),
  ];
  const verdict = applyRules(members, strict, exported);
  expect(verdict.excluded).toEqual({ exported: 1 });
  expect(verdict.unused.map((definition) => definition.id)).toEqual(['a.py::A._step']);
  expect(applyRules(members, { ...strict, include_exported: true }, exported).unused).toHaveLength(2);
});

test('what is tied by overrides to something used is kept, and only that', () => {
  const used = 'a.py::Base.used';
  const chain = ['a.py::Middle.used', 'a.py::Leaf.used', 'a.py::Base.dead', 'a.py::Leaf.dead'].map((id) =>
    candidate(id),
  );
  const overrides: Surroundings['overrides'] = [
    ['a.py::Leaf.used', 'a.py::Middle.used'],
    ['a.py::Middle.used', used],
    ['a.py::Leaf.dead', 'a.py::Base.dead'],
  ];
  const verdict = applyRules(chain, strict, { ...nothing, overrides });
  expect(verdict.excluded).toEqual({ override: 2 });
  expect(verdict.unused.map((definition) => definition.id)).toEqual(['a.py::Base.dead', 'a.py::Leaf.dead']);
});

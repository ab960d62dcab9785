import { expect, test } from 'vitest';
import { applyRules } from './unused-rules.ts';
import type { Candidate, RuleSettings, Surroundings } from './unused-rules.ts';

const nothing: Surroundings = { externalClasses: new Set(), exportedClasses: new Set(), overrides: [] };
const strict: RuleSettings = { include_exported: false, include_tests: false, include_decorated: false };

function candidate(id: string, facts: Partial<Candidate> = {}): Candidate {
  const [file = '', name = ''] = id.split('::');
  const last = name.split('.').at(-1) ?? '';
  return {
    id,
    name: last,
    kind: 'method',
    subkind: null,
    file,
    line: 1,
    exported: false,
    visibility: 'public',
    imported: false,
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

test('a public member of an exported class is exported with it', () => {
  const exported = { ...nothing, exportedClasses: new Set(['a.py::A']) };
  const members = [candidate('a.py::A.run'), candidate('a.py::A._step', { visibility: 'private' })];
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

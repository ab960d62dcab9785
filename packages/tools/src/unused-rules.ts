import { ownerOf } from './definition-id.ts';

/**
 * Why a definition that nothing refers to is not called unused.
 *
 * Nothing in a graph proves that code is dead: a framework, a test runner, another repository or the
 * language itself may call it. So every rule here takes candidates away, the answer says how many each
 * took, and what is left is what none of them explains. Rules about one definition come first, in the
 * order of `rules`; a definition counts for the first that applies. Then overrides are weighed against
 * each other until nothing changes: a method is kept alive by the used method that it overrides or that
 * overrides it, because a call of one may execute the other.
 */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly subkind: string | null;
  readonly file: string;
  readonly line: number;
  readonly exported: boolean;
  readonly visibility: string | null;
  readonly imported: boolean;
  /** A function expression that is written where it is needed, not given to a name. */
  readonly inline: boolean;
  /** A function that is assigned to a member: `list.first = function () {…}`. */
  readonly assigned: boolean;
}

/** The definition around a candidate: its class, or the object, function or namespace that it is a member of. */
export interface Owner {
  readonly kind: string;
  readonly exported: boolean;
}

export interface RuleSettings {
  readonly include_exported: boolean;
  readonly include_tests: boolean;
  readonly include_decorated: boolean;
}

export interface Surroundings {
  /** By the candidate's id without its last name; none for what is assigned to members of something else. */
  readonly owners: ReadonlyMap<string, Owner>;
  /** Classes with an ancestor outside of this repository or not known, which may call their methods. */
  readonly externalClasses: ReadonlySet<string>;
  /** [overriding, overridden] pairs. */
  readonly overrides: readonly (readonly [string, string])[];
  /** Files whose top level other files see without importing it. */
  readonly scriptFiles: ReadonlySet<string>;
}

const testPath =
  /(^|\/)(tests?|testing|__tests__|__mocks__|specs?|fixtures|e2e)(\/|$)|(^|\/)(test_[^/]*|conftest)\.py$|[._-](test|spec)\.[cm]?[jt]sx?$|_(test|spec)\.\w+$/;

const entryPath =
  /(^|\/)(setup|manage|wsgi|asgi|__main__|gunicorn_conf|noxfile|fabfile|tasks)\.py$|(^|\/)(migrations|management\/commands|templatetags)\/|\.config\.[cm]?[jt]s$|(^|\/)(page|layout|route|loading|error|middleware|instrumentation)\.[jt]sx?$/;

const declarationPath = /\.d\.[cm]?ts$/;

const classKinds = new Set(['class', 'interface', 'struct', 'trait', 'enum']);

const entryNames = new Set([
  'main',
  'handler',
  'setup',
  'teardown',
  'setUp',
  'tearDown',
  'setUpClass',
  'tearDownClass',
]);
const constructorNames = new Set(['__init__', '__new__', '__post_init__', 'constructor', 'initialize']);
const magicNames = new Set([
  'toString',
  'toJSON',
  'valueOf',
  'then',
  'inspect',
  'Symbol.iterator',
  'Symbol.asyncIterator',
]);

type Rule = (candidate: Candidate, settings: RuleSettings, surroundings: Surroundings) => boolean;

const rules: Readonly<Record<string, { readonly explains: string; readonly applies: Rule }>> = {
  constructors: {
    explains: 'constructors: creating an object calls them',
    applies: ({ kind, name }) => kind === 'constructor' || constructorNames.has(name),
  },
  magic: {
    explains: 'methods that the language calls by itself (`__str__`, `toString`, `[Symbol.iterator]`)',
    applies: ({ name }) => /^__\w+__$/.test(name) || name.startsWith('[') || magicNames.has(name),
  },
  decorated: {
    explains: 'decorated definitions: a decorator may register them',
    applies: ({ subkind }, settings) => !settings.include_decorated && (subkind ?? '').includes('decorat'),
  },
  test: {
    explains: 'tests: a test runner calls them',
    applies: ({ file }, settings) => !settings.include_tests && testPath.test(file),
  },
  entry_point: {
    explains: 'entry points: main functions, configuration, migrations, commands, routes',
    applies: ({ file, name }) => entryNames.has(name) || entryPath.test(file),
  },
  imported: {
    explains: 'imported by another file, though not used there: a re-export or an unused import',
    applies: ({ imported }) => imported,
  },
  inline: {
    explains: 'function expressions: used where they are written',
    applies: ({ inline }) => inline,
  },
  declaration: {
    explains: 'declarations (`.d.ts`) of what is written elsewhere',
    applies: ({ file }) => declarationPath.test(file),
  },
  object_member: {
    explains: 'members of objects: whatever gets the object may call them',
    applies: (candidate, _settings, { owners }) => isObjectMember(candidate, owners),
  },
  script: {
    explains: 'top level of a script without imports and exports: other scripts and pages see it',
    applies: ({ id, file }, _settings, { scriptFiles }) => ownerOf(id) === '' && scriptFiles.has(file),
  },
  external_base: {
    explains:
      'members of a class with a base that is outside of this repository or not known, which may call them',
    applies: ({ id }, _settings, { externalClasses }) => externalClasses.has(ownerOf(id)),
  },
  exported: {
    explains: 'what other repositories may use: exports and public members of exported classes',
    applies: (candidate, settings, { owners }) =>
      !settings.include_exported && (candidate.exported || isPublicMember(candidate, owners)),
  },
};

/** Rules that weigh candidates against each other. */
const mutualRules: Readonly<Record<string, string>> = {
  same_name: 'another definition of the same name in the same place is used, or explained',
  override: 'tied by an override to a method that is used',
};

export function explanation(rule: string): string {
  return rules[rule]?.explains ?? mutualRules[rule] ?? '';
}

export interface Verdict {
  readonly unused: readonly Candidate[];
  readonly excluded: Readonly<Record<string, number>>;
}

export function applyRules(
  candidates: readonly Candidate[],
  settings: RuleSettings,
  surroundings: Surroundings,
): Verdict {
  const excluded: Record<string, number> = {};
  const left = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const rule = Object.entries(rules).find(([, { applies }]) => applies(candidate, settings, surroundings));
    if (rule === undefined) left.set(candidate.id, candidate);
    else excluded[rule[0]] = (excluded[rule[0]] ?? 0) + 1;
  }
  const same = keepSameNames(left);
  if (same > 0) excluded['same_name'] = same;
  const kept = keepOverrides(left, surroundings.overrides);
  if (kept > 0) excluded['override'] = kept;
  return { unused: [...left.values()], excluded };
}

/**
 * Takes out of `left` further definitions of a name whose first one is not there: a type beside a constant,
 * or the two branches of a condition. A use of the name may mean either.
 */
function keepSameNames(left: Map<string, Candidate>): number {
  const before = left.size;
  for (const id of left.keys()) {
    const first = id.replace(/~\d+$/, '');
    if (first !== id && !left.has(first)) left.delete(id);
  }
  return before - left.size;
}

/** Takes out of `left` what is tied by an override to something not in it; ends, for it only shrinks. */
function keepOverrides(left: Map<string, Candidate>, overrides: Surroundings['overrides']): number {
  const before = left.size;
  for (let size = -1; size !== left.size;) {
    size = left.size;
    for (const [overriding, overridden] of overrides) {
      if (left.has(overriding) === left.has(overridden)) continue;
      left.delete(overriding);
      left.delete(overridden);
    }
  }
  return before - left.size;
}

function isPublicMember({ id, visibility }: Candidate, owners: Surroundings['owners']): boolean {
  const isHidden = visibility === 'private' || visibility === 'protected';
  return !isHidden && owners.get(ownerOf(id))?.exported === true;
}

function isObjectMember({ id, kind, assigned }: Candidate, owners: Surroundings['owners']): boolean {
  const owner = ownerOf(id);
  const around = owners.get(owner);
  if (kind === 'method') return around === undefined || !classKinds.has(around.kind);
  return owner !== '' && (around === undefined || assigned);
}

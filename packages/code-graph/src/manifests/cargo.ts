import {
  type DeclaredDependency,
  isTable,
  type ManifestFormat,
  type ManifestSource,
  type Table,
  tableAt,
  textAt,
} from './manifest.ts';
import { filesAbove, hasName } from './places.ts';
import { parseToml } from './toml.ts';

const sections = ['dependencies', 'dev-dependencies', 'build-dependencies'];

export const cargo: ManifestFormat = {
  ecosystem: 'cargo',
  syntax: 'toml',
  matches: (path) => hasName(path, 'Cargo.toml'),
  read(source) {
    const file = parseToml(source.text);
    const targets = Object.values(tableAt(file, 'target'));
    const tables = [file, ...targets].flatMap((at) => sections.map((section) => tableAt(at, section)));
    const workspace = lazily(() => workspaceDependencies(source));
    const entries = [...tables, tableAt(file, 'workspace', 'dependencies')].flatMap((table) =>
      Object.entries(table).map(([key, value]) => readEntry(key, value, workspace)),
    );
    return { dependencies: entries };
  },
};

/** A key is the name in the code; `package` says which crate it is where that is another. */
function readEntry(key: string, value: unknown, workspace: () => Table): DeclaredDependency {
  if (typeof value === 'string') return { name: key, requirement: value };
  if (!isTable(value)) return { name: key, requirement: '' };
  if (value['workspace'] === true) {
    const shared = workspace()[key];
    return shared === undefined
      ? { name: key, requirement: '' }
      : readEntry(key, withoutWorkspace(shared), workspace);
  }
  const from = ['version', 'git', 'path'].map((field) => textAt(value, field)).find((text) => text !== '');
  return { name: textAt(value, 'package') || key, requirement: from ?? '' };
}

/** A workspace's own entry cannot refer to the workspace again. */
function withoutWorkspace(value: unknown): unknown {
  return isTable(value) ? { ...value, workspace: false } : value;
}

function workspaceDependencies({ path, other }: ManifestSource): Table {
  for (const above of filesAbove(path, 'Cargo.toml')) {
    const file = other(above, parseToml);
    if (file !== undefined && 'workspace' in file) return tableAt(file, 'workspace', 'dependencies');
  }
  return {};
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

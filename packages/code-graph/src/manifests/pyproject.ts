import {
  type DeclaredDependency,
  isTable,
  type ManifestFormat,
  type Table,
  tableAt,
  textAt,
} from './manifest.ts';
import { hasName } from './places.ts';
import { readRequirements } from './python-requirement.ts';
import { parseToml } from './toml.ts';

/** Standard metadata with its extras and groups, and the tables of the tools that came before them. */
export const pyproject: ManifestFormat = {
  ecosystem: 'pypi',
  syntax: 'toml',
  matches: (path) => hasName(path, 'pyproject.toml'),
  read({ text }) {
    const file = parseToml(text);
    const poetry = tableAt(file, 'tool', 'poetry');
    const lists = [
      tableAt(file, 'project')['dependencies'],
      ...Object.values(tableAt(file, 'project', 'optional-dependencies')),
      ...Object.values(tableAt(file, 'dependency-groups')),
      ...Object.values(tableAt(file, 'tool', 'pdm', 'dev-dependencies')),
      tableAt(file, 'tool', 'uv')['dev-dependencies'],
    ];
    const tables = [
      tableAt(poetry, 'dependencies'),
      tableAt(poetry, 'dev-dependencies'),
      ...Object.values(tableAt(poetry, 'group')).map((group) => tableAt(group, 'dependencies')),
    ];
    return { dependencies: [...lists.flatMap(readRequirements), ...tables.flatMap(poetryEntries)] };
  },
};

/** `python` is the interpreter, not a package. One name may have several entries, for several platforms. */
function poetryEntries(table: Table): DeclaredDependency[] {
  return Object.entries(table)
    .filter(([name]) => name !== 'python')
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each: unknown) => ({
        name,
        requirement: poetryRequirement(each),
      })),
    );
}

function poetryRequirement(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isTable(value)) return '';
  return ['version', 'git', 'url', 'path'].map((key) => textAt(value, key)).find((text) => text !== '') ?? '';
}

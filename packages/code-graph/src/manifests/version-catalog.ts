import {
  type DeclaredDependency,
  isTable,
  type ManifestFormat,
  type Table,
  tableAt,
  textAt,
} from './manifest.ts';
import { parseToml } from './toml.ts';

/** Libraries of a Gradle version catalog by the accessor that build files use: `commons.lang3`. */
export interface Catalog {
  readonly libraries: ReadonlyMap<string, DeclaredDependency>;
  readonly bundles: ReadonlyMap<string, readonly DeclaredDependency[]>;
}

export const versionCatalog: ManifestFormat = {
  ecosystem: 'maven',
  syntax: 'toml',
  matches: (path) => path.endsWith('.versions.toml'),
  read: ({ text }) => ({ dependencies: [...readCatalog(text).libraries.values()] }),
};

export function readCatalog(text: string): Catalog {
  const file = parseToml(text);
  const versions = tableAt(file, 'versions');
  const libraries = new Map<string, DeclaredDependency>();
  for (const [alias, entry] of Object.entries(tableAt(file, 'libraries'))) {
    const library = readLibrary(entry, versions);
    if (library !== undefined) libraries.set(accessor(alias), library);
  }
  const bundles = new Map(
    Object.entries(tableAt(file, 'bundles')).map(([alias, names]) => [
      accessor(alias),
      (Array.isArray(names) ? names : []).flatMap((name: unknown) => {
        const library = typeof name === 'string' ? libraries.get(accessor(name)) : undefined;
        return library === undefined ? [] : [library];
      }),
    ]),
  );
  return { libraries, bundles };
}

/** How build files write an alias: its separators are dots. */
function accessor(alias: string): string {
  return alias.replace(/[-_]/g, '.').toLowerCase();
}

function readLibrary(entry: unknown, versions: Table): DeclaredDependency | undefined {
  if (typeof entry === 'string') return readCoordinates(entry);
  if (!isTable(entry)) return undefined;
  const name = textAt(entry, 'module') || `${textAt(entry, 'group')}:${textAt(entry, 'name')}`;
  if (!/^[^:\s]+:[^:\s]+$/.test(name)) return undefined;
  const reference = textAt(tableAt(entry, 'version'), 'ref');
  const version = reference === '' ? entry['version'] : versions[reference];
  return { name, requirement: readVersion(version) };
}

function readVersion(version: unknown): string {
  if (typeof version === 'string') return version;
  const rich = isTable(version) ? version : {};
  return ['strictly', 'require', 'prefer'].map((key) => textAt(rich, key)).find((text) => text !== '') ?? '';
}

/** `group:artifact:version`, perhaps with a classifier and a type after it. */
export function readCoordinates(text: string): DeclaredDependency | undefined {
  const [, group, artifact, version] = /^([^:\s/]+):([^:\s/@]+)(?::([^:\s@]*))?(?:[:@].*)?$/.exec(text) ?? [];
  if (group === undefined || artifact === undefined) return undefined;
  return { name: `${group}:${artifact}`, requirement: version ?? '' };
}

export function libraryOf(catalog: Catalog, path: string): readonly DeclaredDependency[] {
  const name = path.toLowerCase();
  if (name.startsWith('bundles.')) return catalog.bundles.get(name.slice('bundles.'.length)) ?? [];
  const library = catalog.libraries.get(name);
  return library === undefined ? [] : [library];
}

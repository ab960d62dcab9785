import { parseToml } from '../../manifests/toml.ts';
import type { SourceFiles } from '../language.ts';
import { directoryOf, joinPath, resolvePath } from './file-paths.ts';

/** A package as its `Cargo.toml` says: a library, programs beside it, and what it depends on. */
export interface Package {
  readonly directory: string;
  readonly name: string;
  /** The library's name in paths, and the file that it begins with where there is one. */
  readonly library: string;
  readonly libraryRoot: string | undefined;
  /** The files that its crates begin with, the library's first. */
  readonly roots: readonly string[];
  readonly edition: string;
  /** Names of packages by what this one calls them in paths. */
  readonly dependencies: ReadonlyMap<string, string>;
}

type Table = Readonly<Record<string, unknown>>;

const known = new WeakMap<SourceFiles, readonly Package[]>();

/** The packages of the repository, those in inner directories first. Read once for the same files. */
export function packagesOf(files: SourceFiles): readonly Package[] {
  let packages = known.get(files);
  if (packages === undefined) {
    packages = files.paths
      .filter((path) => path === 'Cargo.toml' || path.endsWith('/Cargo.toml'))
      .flatMap((path) => readPackage(files, directoryOf(path), files.read(path)))
      .sort((a, b) => b.directory.length - a.directory.length);
    known.set(files, packages);
  }
  return packages;
}

function readPackage(files: SourceFiles, directory: string, text: string | undefined): Package[] {
  const manifest = parse(text);
  const own = tableIn(manifest, 'package');
  const name = textIn(own, 'name');
  if (name === undefined) return [];
  const library = tableIn(manifest, 'lib');
  const libraryPath = joinPath(directory, textIn(library, 'path') ?? 'src/lib.rs');
  const libraryRoot = files.has(libraryPath) ? libraryPath : undefined;
  const roots = [libraryRoot, ...rootsOf(files, directory, manifest)].filter((path) => path !== undefined);
  return [
    {
      directory,
      name,
      library: textIn(library, 'name') ?? name.replaceAll('-', '_'),
      libraryRoot,
      roots: [...new Set(roots)],
      edition: textIn(own, 'edition') ?? (own['edition'] === undefined ? '2015' : '2021'),
      dependencies: dependenciesOf(manifest),
    },
  ];
}

function parse(text: string | undefined): Table {
  try {
    return parseToml(text ?? '');
  } catch {
    return {};
  }
}

function tableIn(table: Table, key: string): Table {
  const value = table[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function textIn(table: Table, key: string): string | undefined {
  const value = table[key];
  return typeof value === 'string' ? value : undefined;
}

const targetFolders = [
  ['bin', 'src/bin'],
  ['example', 'examples'],
  ['test', 'tests'],
  ['bench', 'benches'],
] as const;

/** Programs, examples, tests and benchmarks: those that are listed, and those found where Cargo looks. */
function* rootsOf(files: SourceFiles, directory: string, manifest: Table): Generator<string> {
  const own = tableIn(manifest, 'package');
  yield* present(files, joinPath(directory, 'src/main.rs'));
  yield* present(files, joinPath(directory, textIn(own, 'build') ?? 'build.rs'));
  for (const [key, folder] of targetFolders) {
    const listed = manifest[key];
    for (const target of Array.isArray(listed) ? listed : []) {
      const path = textIn(target as Table, 'path');
      if (path !== undefined) yield* present(files, resolvePath(directory, path) ?? '');
    }
    yield* rootsIn(files, joinPath(directory, folder));
  }
}

function* present(files: SourceFiles, path: string): Generator<string> {
  if (files.has(path)) yield path;
}

function* rootsIn(files: SourceFiles, folder: string): Generator<string> {
  const prefix = `${folder}/`;
  for (let at = firstAtOrAfter(files.paths, prefix); files.paths[at]?.startsWith(prefix) === true; at++) {
    const inner = files.paths[at]!.slice(prefix.length);
    if (/^[^/]+\.rs$/.test(inner) || /^[^/]+\/main\.rs$/.test(inner)) yield files.paths[at]!;
  }
}

function firstAtOrAfter(paths: readonly string[], text: string): number {
  let [low, high] = [0, paths.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (paths[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `a = "1"`, `b = { package = "c" }`, `[target.'cfg(unix)'.dependencies]` */
function dependenciesOf(manifest: Table): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const targets = Object.values(tableIn(manifest, 'target')).filter((target) => typeof target === 'object');
  for (const place of [manifest, ...(targets as Table[])]) {
    for (const key of ['dependencies', 'dev-dependencies', 'build-dependencies']) {
      for (const [alias, value] of Object.entries(tableIn(place, key))) {
        const renamed =
          typeof value === 'object' && value !== null ? textIn(value as Table, 'package') : undefined;
        found.set(alias.replaceAll('-', '_'), renamed ?? alias);
      }
    }
  }
  return found;
}

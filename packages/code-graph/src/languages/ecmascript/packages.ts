import { posix } from 'node:path';
import type { SourceFiles } from '../language.ts';
import { isRecord, parseJsonc } from './jsonc.ts';
import { findIndex, findSource, joinPath } from './source-paths.ts';

/** What a `package.json` of the repository says about how its files are imported. */
export interface Package {
  readonly directory: string;
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The packages of the repository by directory. */
export function findPackages(files: SourceFiles): Map<string, Package> {
  const packages = new Map<string, Package>();
  for (const path of files.paths) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    const manifest = parseJsonc(files.read(path) ?? '');
    if (!isRecord(manifest)) continue;
    const directory = path === 'package.json' ? '' : posix.dirname(path);
    const name = typeof manifest['name'] === 'string' ? manifest['name'] : '';
    packages.set(directory, { directory, name, manifest });
  }
  return packages;
}

/** The file that a subpath (`.`, `./feature`) of a package means. */
export function resolveInPackage(files: SourceFiles, pkg: Package, subpath: string): string | undefined {
  const { exports } = pkg.manifest;
  const declared = exports === undefined ? [] : targetsOf(exports, subpath);
  const entries = subpath === '.' ? mainEntries(pkg) : [];
  for (const target of [...declared, ...entries]) {
    const found = findEntry(files, pkg.directory, target);
    if (found !== undefined) return found;
  }
  return subpath === '.'
    ? findDefaultEntry(files, pkg.directory)
    : findSubpath(files, pkg.directory, subpath);
}

/** The file that an internal name (`#feature`) of the package means. */
export function resolveInternal(files: SourceFiles, pkg: Package, name: string): string | undefined {
  for (const target of targetsOf(pkg.manifest['imports'], name)) {
    const found = findEntry(files, pkg.directory, target);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mainEntries({ manifest }: Package): string[] {
  const fields = ['source', 'types', 'typings', 'module', 'main', 'browser'];
  return fields.map((field) => manifest[field]).filter((entry) => typeof entry === 'string');
}

/** Targets of `exports` or `imports` for a key, sources and types before what is built from them. */
function targetsOf(table: unknown, key: string): string[] {
  if (!isRecord(table) || !Object.keys(table).some((name) => name.startsWith('.') || name.startsWith('#'))) {
    return key === '.' ? leavesOf(table) : [];
  }
  if (key in table) return leavesOf(table[key]);
  const patterns = Object.keys(table).filter((name) => name.includes('*'));
  for (const pattern of patterns.sort((a, b) => b.length - a.length)) {
    const matched = matchStar(pattern, key);
    if (matched !== undefined) return leavesOf(table[pattern]).map((leaf) => leaf.replaceAll('*', matched));
  }
  return [];
}

/** What `*` of a pattern stands for in a name, or undefined when it does not match. */
export function matchStar(pattern: string, name: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === name ? '' : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (name.length < before.length + after.length) return undefined;
  if (!name.startsWith(before) || !name.endsWith(after)) return undefined;
  return name.slice(before.length, name.length - after.length);
}

const conditions = [
  'source',
  'development',
  'types',
  'typescript',
  'import',
  'module',
  'require',
  'node',
  'default',
];
const depthMax = 8;

function leavesOf(target: unknown, depth = 0): string[] {
  if (typeof target === 'string') return [target];
  if (depth > depthMax) return [];
  if (Array.isArray(target)) return target.flatMap((each) => leavesOf(each, depth + 1));
  if (!isRecord(target)) return [];
  const rank = (name: string) => (conditions.indexOf(name) + conditions.length + 1) % (conditions.length + 1);
  const names = Object.keys(target).sort((a, b) => rank(a) - rank(b));
  return names.flatMap((name) => leavesOf(target[name], depth + 1));
}

/** An entry point as it stands, or the source it is built from when the build is not in the repository. */
function findEntry(files: SourceFiles, directory: string, target: string): string | undefined {
  const path = joinPath(directory, target);
  if (path === undefined) return undefined;
  return findSource(files, path) ?? findIndex(files, path) ?? findBuilt(files, directory, target);
}

const buildDirectories = new Set([
  'dist',
  'lib',
  'build',
  'out',
  'es',
  'esm',
  'cjs',
  'commonjs',
  'module',
  'types',
  'typings',
  'umd',
  'node',
  'browser',
]);

function findBuilt(files: SourceFiles, directory: string, target: string): string | undefined {
  const parts = target.replace(/^\.\//, '').split('/');
  while (parts.length > 0 && buildDirectories.has(parts[0]!)) {
    parts.shift();
    const rest = parts.join('/').replace(/\.d\.([cm]?ts)$/, '.$1');
    for (const root of ['src', 'source', 'lib', '']) {
      const path = joinPath(directory, root === '' ? rest : `${root}/${rest}`);
      const found =
        path === undefined ? undefined : (findSource(files, path) ?? withoutExtension(files, path));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function withoutExtension(files: SourceFiles, path: string): string | undefined {
  return findSource(files, path.replace(/(?:\.min)?\.[cm]?[jt]sx?$/, ''));
}

function findDefaultEntry(files: SourceFiles, directory: string): string | undefined {
  for (const place of ['', 'src', 'lib', 'source']) {
    const path = joinPath(directory, place);
    const found = path === undefined ? undefined : findIndex(files, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findSubpath(files: SourceFiles, directory: string, subpath: string): string | undefined {
  for (const root of ['', 'src', 'lib']) {
    const path = joinPath(directory, root === '' ? subpath : `${root}/${subpath}`);
    if (path === undefined) continue;
    const found = findSource(files, path) ?? findIndex(files, path) ?? findBuilt(files, directory, subpath);
    if (found !== undefined) return found;
  }
  return undefined;
}

import { posix } from 'node:path';
import type { ModulePath, Modules, SourceFiles } from '../language.ts';
import { candidatesOf, type CompilerPaths, readCompilerPaths } from './compiler-paths.ts';
import { findPackages, type Package, resolveInPackage, resolveInternal } from './packages.ts';
import { directoriesAbove, findIndex, findSource, within } from './source-paths.ts';

/**
 * Module resolution as TypeScript, Node and bundlers agree on it, within the repository: relative
 * paths, path aliases of the nearest configuration, packages of the workspace by name with their
 * entry points, and a package's internal names.
 */
export function createModules(files: SourceFiles): Modules {
  const packages = findPackages(files);
  const byName = packagesByName(packages);
  const compilerPaths = new Map<string, CompilerPaths | undefined>();

  const settingsOf = (directory: string): CompilerPaths | undefined => {
    if (!compilerPaths.has(directory)) compilerPaths.set(directory, readCompilerPaths(files, directory));
    return compilerPaths.get(directory);
  };

  const atPath = (path: string): ModulePath | undefined => {
    const found = findSource(files, path);
    if (found !== undefined) return found;
    const pkg = packages.get(path);
    return (pkg === undefined ? undefined : resolveInPackage(files, pkg, '.')) ?? findIndex(files, path);
  };

  const byAlias = (fromFile: string, specifier: string): ModulePath | undefined => {
    for (const directory of directoriesAbove(fromFile)) {
      const settings = settingsOf(directory);
      if (settings === undefined) continue;
      for (const candidate of candidatesOf(settings, specifier)) {
        const found = atPath(candidate);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };

  const byPackage = (specifier: string): ModulePath | undefined => {
    const { name, subpath } = splitPackage(specifier);
    const pkg = byName.get(name);
    return pkg === undefined ? undefined : resolveInPackage(files, pkg, subpath);
  };

  const byInternalName = (fromFile: string, specifier: string): ModulePath | undefined => {
    const directory = directoriesAbove(fromFile).find((above) => packages.has(above));
    const pkg = directory === undefined ? undefined : packages.get(directory);
    return pkg === undefined ? undefined : resolveInternal(files, pkg, specifier);
  };

  return {
    resolve(fromFile, specifier) {
      const plain = withoutQuery(specifier);
      if (plain === '' || plain.startsWith('node:')) return undefined;
      if (isRelative(plain)) {
        const path = within(posix.join(posix.dirname(fromFile), plain));
        return path === undefined ? undefined : atPath(path);
      }
      if (plain.startsWith('#')) {
        return byInternalName(fromFile, plain) ?? byAlias(fromFile, plain);
      }
      return byAlias(fromFile, plain) ?? byPackage(plain);
    },
    submodule: () => undefined,
  };
}

function packagesByName(packages: ReadonlyMap<string, Package>): Map<string, Package> {
  const byName = new Map<string, Package>();
  for (const pkg of packages.values()) {
    if (pkg.name !== '' && !byName.has(pkg.name)) byName.set(pkg.name, pkg);
  }
  return byName;
}

function isRelative(specifier: string): boolean {
  return specifier === '.' || specifier === '..' || specifier.startsWith('./') || specifier.startsWith('../');
}

/** Bundlers take a query after the path: `./worker?url`. */
function withoutQuery(specifier: string): string {
  const query = specifier.indexOf('?');
  return query <= 0 ? specifier : specifier.slice(0, query);
}

function splitPackage(specifier: string): { name: string; subpath: string } {
  const parts = specifier.split('/');
  const count = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(count).join('/');
  return { name: parts.slice(0, count).join('/'), subpath: rest === '' ? '.' : `./${rest}` };
}

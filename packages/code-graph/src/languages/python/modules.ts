import type { ModulePath, Modules, SourceFiles } from '../language.ts';
import { findSourceRoots } from './source-roots.ts';

/** In the order in which Python prefers them; stubs only say what a compiled module has. */
const packageFiles = ['__init__.py', '__init__.pyi'];
const moduleExtensions = ['.py', '.pyw', '.pyi'];

/**
 * Which file a Python import means. An absolute name is looked for beside the importing file first where
 * its directory is no package, as for a script that is run; then below the source roots, those around the
 * file before the others; then in any directory around the file that is no package.
 */
export function createModules(files: SourceFiles): Modules {
  const directories = directoriesWithSources(files.paths);
  const roots = findSourceRoots(files);
  const isPackage = (directory: string) => packageFiles.some((file) => files.has(join(directory, file)));
  const known = new Map<string, ModulePath | undefined>();

  const lookUp = (path: string): ModulePath | undefined => {
    for (const file of packageFiles) if (files.has(join(path, file))) return join(path, file);
    for (const extension of moduleExtensions) if (files.has(path + extension)) return path + extension;
    return directories.has(path) ? `${path}/` : undefined;
  };

  const resolveAbsolute = (directory: string, specifier: string): ModulePath | undefined => {
    const path = specifier.replaceAll('.', '/');
    const own = withoutRootPackage(path, files);
    if (own !== undefined) return lookUp(own);
    let namespace: ModulePath | undefined;
    for (const root of rootsFor(directory, roots, isPackage)) {
      const found = lookUp(join(root, path));
      if (found !== undefined && !found.endsWith('/')) return found;
      namespace ??= found;
    }
    return namespace;
  };

  return {
    resolve(fromFile, specifier) {
      const directory = parentOf(fromFile);
      if (specifier.startsWith('.')) return resolveRelative(directory, specifier, lookUp);
      if (specifier === '') return undefined;
      const key = `${directory}\0${specifier}`;
      if (!known.has(key)) known.set(key, resolveAbsolute(directory, specifier));
      return known.get(key);
    },
    submodule(module, name) {
      const directory = packageDirectory(module);
      return directory === undefined ? undefined : lookUp(join(directory, name));
    },
  };
}

/** The path below the repository's own directory of a name that begins with that, when it is a package. */
function withoutRootPackage(path: string, files: SourceFiles): string | undefined {
  if (!packageFiles.some((file) => files.has(file))) return undefined;
  if (path === files.rootName) return '';
  return path.startsWith(`${files.rootName}/`) ? path.slice(files.rootName.length + 1) : undefined;
}

function resolveRelative(
  directory: string,
  specifier: string,
  lookUp: (path: string) => ModulePath | undefined,
): ModulePath | undefined {
  const name = specifier.replace(/^\.+/, '');
  let base = directory;
  for (let up = specifier.length - name.length; up > 1; up--) {
    if (base === '') return undefined;
    base = parentOf(base);
  }
  if (name !== '') return lookUp(join(base, name.replaceAll('.', '/')));
  return lookUp(base) ?? (base === '' ? '/' : undefined);
}

/** Directories that an absolute name may start from, in order. */
function rootsFor(
  directory: string,
  roots: readonly string[],
  isPackage: (directory: string) => boolean,
): string[] {
  const around = roots.filter((root) => isInside(directory, root)).sort((a, b) => b.length - a.length);
  const others = roots.filter((root) => !isInside(directory, root));
  const plain = directoriesAround(directory).filter((candidate) => !isPackage(candidate));
  const own = plain.filter((candidate) => candidate === directory);
  return [...new Set([...own, ...around, ...others, ...plain])];
}

/** The directory and those above it, from the inside out, without the repository's own. */
function directoriesAround(directory: string): string[] {
  const found: string[] = [];
  for (let at = directory; at !== ''; at = parentOf(at)) found.push(at);
  return found;
}

function isInside(directory: string, root: string): boolean {
  return root === '' || directory === root || directory.startsWith(`${root}/`);
}

/** The directory whose modules a module contains, or undefined for one that is a single file. */
function packageDirectory(module: ModulePath): string | undefined {
  if (module === '/') return '';
  if (module.endsWith('/')) return module.slice(0, -1);
  return /(?:^|\/)__init__\.pyi?$/.test(module) ? parentOf(module) : undefined;
}

function directoriesWithSources(paths: readonly string[]): Set<string> {
  const directories = new Set<string>();
  for (const path of paths) {
    if (!/\.py[iw]?$/.test(path)) continue;
    for (let at = parentOf(path); at !== '' && !directories.has(at); at = parentOf(at)) directories.add(at);
  }
  return directories;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

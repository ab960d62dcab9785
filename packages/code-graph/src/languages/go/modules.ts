import type { ModulePath, Modules, SourceFiles } from '../language.ts';
import { type Manifest, manifestAround, manifestsOf, resolvePath } from './manifests.ts';

/**
 * Go's packages: the files of one directory that name the same package are one module. A directory may have
 * others beside it: the tests' own (`http_test`) and programs that are left out of the build.
 */
export function createModules(files: SourceFiles, packageOf: (path: string) => string = () => ''): Modules {
  const packages = findPackages(files.paths, packageOf);
  const manifests = manifestsOf(files);
  const directories = new Map<string, ModulePath | undefined>();
  const known = new Map<string, ModulePath | undefined>();

  const lookUp = (directory: string): ModulePath | undefined => {
    if (!directories.has(directory)) directories.set(directory, importable(packages, directory));
    return directories.get(directory);
  };

  const find = (from: string, specifier: string): ModulePath | undefined => {
    if (specifier.startsWith('./') || specifier.startsWith('../')) {
      const directory = resolvePath(from, specifier);
      return directory === undefined ? undefined : lookUp(directory);
    }
    for (const directory of candidates(manifests, from, specifier)) {
      const found = lookUp(directory);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    resolve(fromFile, specifier) {
      const directory = directoryOf(fromFile);
      const key = `${directory}\0${specifier}`;
      if (!known.has(key)) known.set(key, find(directory, specifier));
      return known.get(key);
    },
    submodule: () => undefined,
    around: (file) => modulePath(directoryOf(file), packageOf(file)),
    filesOf: (module) => packages.get(module) ?? [],
  };
}

function modulePath(directory: string, name: string): ModulePath {
  return `${directory}/#${name}`;
}

function findPackages(
  paths: readonly string[],
  packageOf: (path: string) => string,
): ReadonlyMap<ModulePath, string[]> {
  const packages = new Map<ModulePath, string[]>();
  for (const path of paths) {
    if (!path.endsWith('.go')) continue;
    const module = modulePath(directoryOf(path), packageOf(path));
    const files = packages.get(module);
    if (files === undefined) packages.set(module, [path]);
    else files.push(path);
  }
  return packages;
}

/** The package that importing the directory means: of several the one with the most files. */
function importable(packages: ReadonlyMap<ModulePath, string[]>, directory: string): ModulePath | undefined {
  let best: ModulePath | undefined;
  const prefix = modulePath(directory, '');
  for (const [module, files] of packages) {
    if (!module.startsWith(prefix) || module.endsWith('_test')) continue;
    if (best === undefined || files.length > packages.get(best)!.length) best = module;
  }
  return best;
}

/** Directories that an import path may mean, the likeliest first. */
function* candidates(manifests: readonly Manifest[], from: string, specifier: string): Generator<string> {
  const own = manifestAround(manifests, from);
  if (own !== undefined) {
    yield* below(own.directory, own.path, specifier);
    for (const [path, directory] of own.replaced) yield* below(directory, path, specifier);
  }
  for (const { directory, path } of manifests) yield* below(directory, path, specifier);
  for (let at = from; ; at = directoryOf(at)) {
    yield join(at, `vendor/${specifier}`);
    if (at === '') break;
  }
  if (manifests.length === 0) yield* withoutManifest(specifier);
}

function* below(directory: string, path: string, specifier: string): Generator<string> {
  if (specifier === path) yield directory;
  else if (specifier.startsWith(`${path}/`)) yield join(directory, specifier.slice(path.length + 1));
}

/** Before there were manifests a repository lay in a tree of all sources, at its own import path. */
function* withoutManifest(specifier: string): Generator<string> {
  yield `src/${specifier}`;
  const segments = specifier.split('/');
  const isHosted = segments[0]!.includes('.');
  for (let from = isHosted ? 3 : 0; from < segments.length; from++) {
    yield segments.slice(from).join('/');
    if (!isHosted) return;
  }
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

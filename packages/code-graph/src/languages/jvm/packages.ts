import type { ModulePath, Modules, Route, SourceFiles } from '../language.ts';

/**
 * Packages of the JVM: files that name the same package are one module, wherever they lie. What is imported from
 * a class is exported under it.
 */
export function createModules(files: SourceFiles, packageOf: (path: string) => string = () => ''): Modules {
  const packages = findPackages(files.paths, packageOf);
  const fileClasses = findFileClasses(packages);
  const known = new Map<string, readonly Route[]>();

  const find = (specifier: string): readonly Route[] => {
    for (let end = specifier.length; end > 0; end = specifier.lastIndexOf('.', end - 1)) {
      const module = specifier.slice(0, end);
      if (!packages.has(module)) continue;
      const rest = specifier.slice(end + 1);
      if (rest === '') return [{ module, names: [] }];
      return beginsLikeClass(rest) ? [{ module, names: rest.split('.') }] : [];
    }
    return [];
  };

  return {
    resolve: (_fromFile, specifier) => (packages.has(specifier) ? specifier : undefined),
    follow({ specifier }) {
      let routes = known.get(specifier);
      if (routes === undefined) known.set(specifier, (routes = find(specifier)));
      return routes;
    },
    submodule: (module, name) => fileClasses.get(`${module}.${name}`),
    named(file, name) {
      if (packages.has(name)) return [name];
      const fileClass = fileClasses.get(`${packageOf(file)}.${name}`);
      return fileClass === undefined ? [] : [fileClass];
    },
    around: (file) => packageOf(file),
    filesOf: (module) => packages.get(module) ?? [],
  };
}

/** A package below one of the repository's own is not a class of it. */
function beginsLikeClass(name: string): boolean {
  return /^[\p{Lu}_$]/u.test(name);
}

function findPackages(
  paths: readonly string[],
  packageOf: (path: string) => string,
): ReadonlyMap<ModulePath, string[]> {
  const packages = new Map<ModulePath, string[]>();
  for (const path of paths) {
    if (!/\.(?:java|kts?)$/.test(path)) continue;
    const name = packageOf(path);
    const files = packages.get(name);
    if (files === undefined) packages.set(name, [path]);
    else files.push(path);
  }
  return packages;
}

/** Java knows what stands at the top of `util.kt` as members of `UtilKt`. */
function findFileClasses(packages: ReadonlyMap<ModulePath, string[]>): ReadonlyMap<string, ModulePath> {
  const classes = new Map<string, ModulePath>();
  for (const [module, files] of packages) {
    for (const file of files) {
      const stem = /([^/]+)\.kt$/.exec(file)?.[1];
      if (stem !== undefined)
        classes.set(`${module}.${stem.charAt(0).toUpperCase()}${stem.slice(1)}Kt`, file);
    }
  }
  return classes;
}

/** The package that a path stands for by convention: what follows the root of the sources. */
export function packageOfPath(path: string): string {
  const slash = path.lastIndexOf('/');
  const directory = slash === -1 ? '' : path.slice(0, slash);
  const roots =
    /^(?:.*\/)?(?:src\/[^/]+\/(?:java|kotlin)|(?:java|kotlin)|src)(?:\/|$)(?!.*(?:^|\/)(?:java|kotlin)\/(?:com|org|net|io)\/)/;
  return directory.replace(roots, '').replaceAll('/', '.');
}

import type { ImportedPath, ModulePath, Modules, Route, SourceFiles } from '../language.ts';
import type { Package } from './cargo.ts';
import { ModuleFiles } from './module-files.ts';

/** Crates that a path is looked for in, where a file may belong to several. */
const cratesMax = 8;

/**
 * A path begins at the crate's root, at the module it stands in or above it, or with the name of a crate; from
 * there it goes on through what the modules export.
 */
export function createModules(sources: SourceFiles): Modules {
  const files = new ModuleFiles(sources);
  const above = (file: string, levels: number): readonly string[] => {
    let at: readonly string[] = [file];
    for (let level = 0; level < levels; level++) at = at.flatMap((path) => files.parentsOf(path).slice(0, 2));
    return at.slice(0, cratesMax);
  };
  return {
    resolve: () => undefined,
    follow: (imported) => routesOf(files, above, imported),
    submodule: (module, name) => (module.endsWith('.rs') ? files.child(module, [], name) : undefined),
    named: (file, name) => {
      if (name === 'crate') return files.cratesOf(file).slice(0, cratesMax);
      if (name === 'self') return [file];
      if (/^super(?:::super)*$/.test(name)) return above(file, name.split('::').length);
      return crateNamed(files, sources, file, name.replace(/^::/, ''));
    },
  };

  function routesOf(
    within: ModuleFiles,
    levelsAbove: (file: string, levels: number) => readonly string[],
    imported: ImportedPath,
  ): readonly Route[] {
    if (imported.kind === 'include') return includedBy(within, imported);
    const path = imported.specifier.split('::');
    const [head, ...rest] = path;
    switch (head) {
      case '':
        return crateNamed(within, sources, imported.file, rest[0] ?? '').map((module) => ({
          module,
          names: rest.slice(1),
        }));
      case 'crate':
      case '$crate':
        return toRoutes(within.cratesOf(imported.file).slice(0, cratesMax), rest);
      case 'self':
        return rest[0] === 'super'
          ? fromAbove(levelsAbove, imported, rest)
          : [{ module: imported.file, names: [...imported.within, ...rest] }];
      case 'super':
        return fromAbove(levelsAbove, imported, path);
      default:
        return fromHere(within, imported, path);
    }
  }

  function fromHere(within: ModuleFiles, imported: ImportedPath, path: readonly string[]): readonly Route[] {
    const [head = '', ...rest] = path;
    const crates = crateNamed(within, sources, imported.file, head);
    const own = within.packageOf(imported.file);
    const isOld = own === undefined || own.edition === '2015';
    return [
      ...toRoutes([imported.file], [...imported.within, ...path]),
      ...toRoutes(crates, rest),
      ...(isOld && crates.length === 0
        ? toRoutes(within.cratesOf(imported.file).slice(0, cratesMax), path)
        : []),
    ];
  }
}

function toRoutes(modules: readonly ModulePath[], names: readonly string[]): Route[] {
  return modules.map((module) => ({ module, names }));
}

function fromAbove(
  levelsAbove: (file: string, levels: number) => readonly string[],
  { file, within }: ImportedPath,
  path: readonly string[],
): readonly Route[] {
  const levels = path.findIndex((name) => name !== 'super');
  const count = levels === -1 ? path.length : levels;
  const rest = path.slice(count);
  if (count <= within.length)
    return [{ module: file, names: [...within.slice(0, within.length - count), ...rest] }];
  return toRoutes(levelsAbove(file, count - within.length), rest);
}

/** `mod name;` */
function includedBy(files: ModuleFiles, { file, specifier, within }: ImportedPath): readonly Route[] {
  const found = specifier.endsWith('.rs')
    ? files.atPath(file, within, specifier)
    : files.child(file, within, specifier);
  return found === undefined ? [] : [{ module: found, names: [] }];
}

/** The crate that a file calls by this name: the library beside a program, or one that the package depends on. */
function crateNamed(
  files: ModuleFiles,
  sources: SourceFiles,
  file: string,
  name: string,
): readonly ModulePath[] {
  const own = files.packageOf(file);
  if (own === undefined)
    return sources.rootName.replaceAll('-', '_') === name && sources.has('lib.rs') ? ['lib.rs'] : [];
  if (own.library === name && own.libraryRoot !== undefined) return [own.libraryRoot];
  const dependency = own.dependencies.get(name);
  const target = dependency === undefined ? undefined : packageCalled(files.packages, dependency);
  return target?.libraryRoot === undefined ? [] : [target.libraryRoot];
}

function packageCalled(packages: readonly Package[], name: string): Package | undefined {
  return packages.find((candidate) => candidate.name === name);
}

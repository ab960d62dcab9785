import type { ImportedPath, ModulePath, Modules, Route, SourceFiles } from '../language.ts';
import { ModuleFiles } from './module-files.ts';

/** Crates that a path is looked for in, where a file may belong to several. */
const cratesMax = 8;

/**
 * A path begins at the crate's root, at the module it stands in or above it, or with the name of a crate; from
 * there it goes on through what the modules export.
 */
export function createModules(sources: SourceFiles): Modules {
  const files = new ModuleFiles(sources);
  return {
    resolve: () => undefined,
    follow: (imported) => routesOf(files, imported),
    around: (file) => crateModule(rootsOf(files, file)[0]),
    isShared: (name) => name.endsWith('!'),
    filesOf: (module) => filesOfCrate(sources, files, module),
    submodule: (module, name) => (module.endsWith('.rs') ? files.child(module, [], name) : undefined),
    named: (file, name) => {
      if (name === 'crate') return rootsOf(files, file);
      if (name === 'self') return [file];
      if (/^super(?:::super)*$/.test(name)) return above(files, file, name.split('::').length);
      return files.crateNamed(file, name.replace(/^::/, ''));
    },
  };
}

const crateMark = '#crate';

/** A whole crate as a module: its files see each other's macros. */
function crateModule(root: string | undefined): ModulePath | undefined {
  return root === undefined ? undefined : `${root}${crateMark}`;
}

function filesOfCrate(sources: SourceFiles, files: ModuleFiles, module: ModulePath): readonly string[] {
  if (!module.endsWith(crateMark)) return [];
  const root = module.slice(0, -crateMark.length);
  return sources.paths.filter((path) => path.endsWith('.rs') && files.cratesOf(path).includes(root));
}

function routesOf(files: ModuleFiles, imported: ImportedPath): readonly Route[] {
  if (imported.kind === 'include') return includedBy(files, imported);
  const path = imported.specifier.split('::');
  const [head = '', ...rest] = path;
  switch (head) {
    case '':
      return toRoutes(files.crateNamed(imported.file, rest[0] ?? ''), rest.slice(1));
    case 'crate':
    case '$crate':
      return toRoutes(rootsOf(files, imported.file), rest);
    case 'self':
      return rest[0] === 'super'
        ? fromAbove(files, imported, rest)
        : [{ module: imported.file, names: [...imported.within, ...rest] }];
    case 'super':
      return fromAbove(files, imported, path);
    default:
      return fromHere(files, imported, path);
  }
}

/** A name without such a head is one of the module, a crate's, or before 2018 one of the crate's root. */
function fromHere(files: ModuleFiles, imported: ImportedPath, path: readonly string[]): readonly Route[] {
  const [head = '', ...rest] = path;
  const { file, within } = imported;
  const crates = files.crateNamed(file, head);
  const own = files.packageOf(file);
  const isOld = crates.length === 0 && (own === undefined || own.edition === '2015');
  return [
    ...toRoutes([file], [...within, ...path]),
    ...toRoutes(crates, rest),
    ...(isOld ? toRoutes(rootsOf(files, file), path) : []),
  ];
}

function fromAbove(
  files: ModuleFiles,
  { file, within }: ImportedPath,
  path: readonly string[],
): readonly Route[] {
  const first = path.findIndex((name) => name !== 'super');
  const levels = first === -1 ? path.length : first;
  const rest = path.slice(levels);
  if (levels > within.length) return toRoutes(above(files, file, levels - within.length), rest);
  return toRoutes([file], [...within.slice(0, within.length - levels), ...rest]);
}

/** `mod name;` */
function includedBy(files: ModuleFiles, { file, specifier, within }: ImportedPath): readonly Route[] {
  const found = specifier.endsWith('.rs')
    ? files.atPath(file, within, specifier)
    : files.child(file, within, specifier);
  return found === undefined ? [] : toRoutes([found], []);
}

/** The modules that lie so many levels above a file's. */
function above(files: ModuleFiles, file: string, levels: number): readonly ModulePath[] {
  let at: readonly string[] = [file];
  for (let level = 0; level < levels; level++) at = at.flatMap((path) => files.parentsOf(path).slice(0, 2));
  return at.slice(0, cratesMax);
}

function rootsOf(files: ModuleFiles, file: string): readonly ModulePath[] {
  return files.cratesOf(file).slice(0, cratesMax);
}

function toRoutes(modules: readonly ModulePath[], names: readonly string[]): Route[] {
  return modules.map((module) => ({ module, names }));
}

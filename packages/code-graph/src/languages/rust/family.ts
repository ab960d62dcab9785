import type { Family, SourceFiles } from '../language.ts';
import { itselfMembers, libraryMembers } from './library-members.ts';
import { ModuleFiles } from './module-files.ts';
import { createModules } from './modules.ts';
import { classMember } from './paths.ts';
import { constructorName } from './structs.ts';

export const rustFamily: Family = {
  name: 'rust',
  constructors: [constructorName],
  callOperator: null,
  classMember,
  callsConvert: true,
  explicitReceiver: true,
  overloading: { joinsInherited: false, roots: [], conversions: {} },
  containerType: 'Iterator',
  itselfMembers,
  containerMembers: libraryMembers,
  libraryFunctions: {},
  moduleName,
  createModules,
};

const modulesOf = new WeakMap<SourceFiles, ModuleFiles>();

/** The module's path from its crate's name: `shop::store::sql`. */
function moduleName(path: string, files: SourceFiles): string {
  let known = modulesOf.get(files);
  if (known === undefined) modulesOf.set(files, (known = new ModuleFiles(files)));
  const own = known.packageOf(path);
  const inner = (own === undefined || own.directory === '' ? path : path.slice(own.directory.length + 1))
    .replace(/\.rs$/, '')
    .replace(/^src\//, '')
    .replace(/(?:^|\/)(?:mod|lib|main)$/, '');
  return [own?.library ?? '', ...inner.split('/')].filter((part) => part !== '').join('::');
}

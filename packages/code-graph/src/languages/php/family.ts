import type { ContainerEffect, Family } from '../language.ts';
import { libraryFunctions } from './library-functions.ts';
import { readPossibleCallable } from './named-callables.ts';
import { createModules } from './modules.ts';
import { classMember } from './type-meanings.ts';

function all(effect: ContainerEffect, names: string): Record<string, ContainerEffect> {
  return Object.fromEntries(names.split(' ').map((name) => [`${name.toLowerCase()}()`, effect]));
}

/** Methods of collections that libraries have, and of the language's own. */
const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  ...all(
    { gives: 'element' },
    'first last current next get offsetGet pop shift dequeue top bottom extract random find sole remove pull',
  ),
  ...all(
    { gives: 'itself' },
    'toArray all values getIterator reverse slice unique getArrayCopy sortByDesc take skip merge matching getValues chunk collect push_back',
  ),
  ...all({ stores: 0 }, 'add append push attach enqueue unshift prepend insert'),
  ...all({ stores: 1 }, 'set offsetSet put'),
  ...all({ calls: 'element', gives: 'results' }, 'map flatMap mapWithKeys'),
  ...all({ calls: 'element', gives: 'itself' }, 'filter each reject sortBy groupBy keyBy sort partition tap'),
  ...all({ calls: 'element', gives: 'nothing' }, 'exists forAll contains every some sum'),
};

/** What classes below a library's record have by convention: finders give one, queries go on. */
const finders =
  'find findOrFail findOrNew findOne first firstOrFail firstOrCreate firstOrNew firstWhere updateOrCreate create forceCreate make sole';
const queries =
  'query newQuery where whereIn whereNotIn whereNull whereNotNull whereHas orWhere orderBy with withTrashed withCount latest oldest select';

function named(gives: 'instance' | 'itself', names: string): Record<string, 'instance' | 'itself'> {
  return Object.fromEntries(names.split(' ').map((name) => [`${name.toLowerCase()}()`, gives]));
}

export const phpFamily: Family = {
  name: 'php',
  constructors: ['__construct()'],
  callOperator: '__invoke()',
  classMember,
  functionCall: 'call()',
  explicitReceiver: false,
  hasNominalClasses: true,
  hasProgramNames: true,
  knowsOutside: true,
  sharesFieldsBelow: true,
  inheritsParameters: true,
  isLibraryName: (name) => !name.startsWith('$') && readPossibleCallable(name) === undefined,
  missingMembers: { instance: '__call()', class: '__callstatic()' },
  conventionalMembers: { ...named('instance', finders), ...named('itself', queries) },
  containerMembers,
  libraryFunctions,
  moduleName: (_path, _files, packageName = '') => packageName,
  createModules,
};

import type { ContainerEffect, Family, LibraryEffect, SourceFiles } from '../language.ts';
import { createModules } from './modules.ts';

const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  append: { stores: 0 },
  appendleft: { stores: 0 },
  add: { stores: 0 },
  insert: { stores: 1 },
  setdefault: { stores: 1 },
  pop: { gives: 'element' },
  popleft: { gives: 'element' },
  get: { gives: 'element' },
  values: { gives: 'itself' },
  copy: { gives: 'itself' },
  union: { gives: 'itself' },
  difference: { gives: 'itself' },
  intersection: { gives: 'itself' },
  __getitem__: { gives: 'element' },
  __iter__: { gives: 'itself' },
};

const sameElements: LibraryEffect = { gives: 'container_of_argument' };
const anElement: LibraryEffect = { gives: 'element_of_argument' };
const itself: LibraryEffect = { gives: 'argument' };
const callsWithElements: LibraryEffect = { calls: 0, withElementsOf: 1, gives: 'results' };

/** Functions and types of Python's own whose results hold nothing of the program's. */
const plainResults = [
  'str',
  'repr',
  'format',
  'ascii',
  'chr',
  'hex',
  'bin',
  'oct',
  'input',
  'bytes',
  'bytearray',
  'open',
  'int',
  'float',
  'complex',
  'bool',
  'abs',
  'round',
  'len',
  'ord',
  'hash',
  'id',
  'sum',
  'divmod',
  'pow',
  'range',
  'isinstance',
  'issubclass',
  'hasattr',
  'callable',
  'any',
  'all',
  'dir',
  'memoryview',
  'slice',
];

const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
  ...Object.fromEntries(plainResults.map((name) => [name, { gives: 'foreign' } as const])),
  list: sameElements,
  tuple: sameElements,
  set: sameElements,
  frozenset: sameElements,
  dict: sameElements,
  sorted: sameElements,
  reversed: sameElements,
  iter: sameElements,
  aiter: sameElements,
  deque: sameElements,
  'collections.deque': sameElements,
  next: anElement,
  anext: anElement,
  min: anElement,
  max: anElement,
  'random.choice': anElement,
  copy: itself,
  deepcopy: itself,
  'copy.copy': itself,
  'copy.deepcopy': itself,
  'asyncio.run': itself,
  'asyncio.create_task': itself,
  'asyncio.ensure_future': itself,
  'asyncio.wait_for': itself,
  'asyncio.shield': itself,
  staticmethod: itself,
  classmethod: itself,
  map: callsWithElements,
  filter: callsWithElements,
  'functools.reduce': { calls: 0, withElementsOf: 1, gives: 'nothing' },
};

export const pythonFamily: Family = {
  name: 'python',
  constructors: ['__init__', '__new__'],
  callOperator: '__call__',
  classMember: '__class__',
  sharesClassFields: true,
  hasNominalClasses: true,
  explicitReceiver: true,
  containerMembers,
  libraryFunctions,
  moduleName,
  createModules,
};

/** `src/shop/models/__init__.py` is `shop.models`; in a directory that is a package its name comes first. */
function moduleName(path: string, files: SourceFiles): string {
  const isPackage = files.has('__init__.py') || files.has('__init__.pyi');
  const withoutRoot = path.startsWith('src/') ? path.slice('src/'.length) : path;
  const rooted = isPackage ? `${files.rootName}/${path}` : withoutRoot;
  const dotted = rooted.replace(/\.\w+$/, '').replaceAll('/', '.');
  return dotted.replace(/(?:^|\.)__init__$/, '');
}

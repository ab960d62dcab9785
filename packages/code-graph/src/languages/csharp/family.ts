import type { ContainerEffect, Family } from '../language.ts';
import { createModules } from './modules.ts';

function all(effect: ContainerEffect, names: string): Record<string, ContainerEffect> {
  return Object.fromEntries(names.split(' ').map((name) => [name, effect]));
}

/** LINQ and the collections: what they do with elements. */
const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  ...all(
    { calls: 'element', gives: 'itself' },
    'Where OrderBy OrderByDescending ThenBy ThenByDescending TakeWhile SkipWhile DistinctBy FindAll',
  ),
  ...all({ calls: 'element', gives: 'results' }, 'Select ConvertAll'),
  ...all(
    { calls: 'element', gives: 'element' },
    'First FirstOrDefault Single SingleOrDefault Last LastOrDefault Find FindLast MinBy MaxBy',
  ),
  ...all(
    { calls: 'element', gives: 'nothing' },
    'ForEach Any All Count LongCount Sum Average Min Max Exists TrueForAll RemoveAll FindIndex FindLastIndex RemoveWhere SelectMany GroupBy ToDictionary ToLookup CountBy Sort',
  ),
  ...all({ gives: 'element' }, 'ElementAt ElementAtOrDefault Pop Dequeue Peek GetResult'),
  ...all(
    { gives: 'itself' },
    'ToList ToArray AsEnumerable AsQueryable AsParallel Reverse Distinct Skip SkipLast Take TakeLast Concat Union Intersect Except ToHashSet ToImmutableList ToImmutableArray AsReadOnly DefaultIfEmpty GetRange Order OrderDescending AsSpan AsMemory ToListAsync ToArrayAsync ConfigureAwait GetAwaiter Clone',
  ),
  ...all({ stores: 0 }, 'Push Enqueue AddFirst AddLast'),
  ...all({ stores: 0, gives: 'itself' }, 'Add Append Prepend'),
  ...all({ stores: 1 }, 'Insert'),
};

const sequences =
  '[] List IList IReadOnlyList ICollection IReadOnlyCollection HashSet ISet Queue Stack LinkedList Collection ObservableCollection Dictionary IDictionary IReadOnlyDictionary SortedDictionary IQueryable IOrderedEnumerable IOrderedQueryable Array ConcurrentDictionary ConcurrentBag ConcurrentQueue';

const wider: Readonly<Record<string, string>> = {
  sbyte: 'short int long float double decimal nint',
  byte: 'short ushort int uint long ulong float double decimal nint nuint',
  short: 'int long float double decimal nint',
  ushort: 'int uint long ulong float double decimal nint nuint',
  char: 'ushort int uint long ulong float double decimal',
  int: 'long float double decimal nint',
  uint: 'long ulong float double decimal nuint',
  long: 'float double decimal',
  ulong: 'float double decimal',
  float: 'double',
  double: '',
  decimal: '',
  bool: '',
  string: 'String IEnumerable IComparable IFormattable',
};

export const csharpFamily: Family = {
  name: 'csharp',
  constructors: ['.ctor'],
  callOperator: null,
  functionCall: 'Invoke',
  explicitReceiver: false,
  knowsOutside: true,
  hasDelegates: true,
  overloading: {
    joinsInherited: true,
    above: Object.fromEntries(
      sequences
        .split(' ')
        .map((name) => [
          name,
          ['IList', 'ICollection', 'IReadOnlyList', 'IReadOnlyCollection', 'IEnumerable'],
        ]),
    ),
    roots: ['object', 'Object', 'dynamic', 'ValueType'],
    conversions: Object.fromEntries(
      Object.entries(wider).map(([name, to]) => [name, to === '' ? [] : to.split(' ')]),
    ),
  },
  containerMembers,
  containerType: 'IEnumerable',
  libraryMembers: new Set([
    'ToString',
    'Equals',
    'GetHashCode',
    'GetType',
    'MemberwiseClone',
    'ReferenceEquals',
    'CompareTo',
    'HasFlag',
  ]),
  libraryFunctions: {},
  moduleName: () => '',
  createModules,
};

import type { ContainerEffect, Family } from '../language.ts';
import { libraryClasses, libraryMembers } from './library-names.ts';
import { createModules } from './modules.ts';

const sameElements: ContainerEffect = { gives: 'itself' };
const anElement: ContainerEffect = { gives: 'element' };
const asksEach: ContainerEffect = { calls: 'element', gives: 'nothing' };
const keepsSome: ContainerEffect = { calls: 'element', gives: 'itself' };
const findsOne: ContainerEffect = { calls: 'element', gives: 'element' };
const mapsEach: ContainerEffect = { calls: 'element', gives: 'results' };
const storesOne: ContainerEffect = { stores: 0, gives: 'itself' };

function all(effect: ContainerEffect, names: string): Record<string, ContainerEffect> {
  return Object.fromEntries(names.split(' ').map((name) => [name, effect]));
}

const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  ...all(
    keepsSome,
    'each each_with_index each_value each_entry reverse_each each_pair select filter reject sort_by',
  ),
  ...all(
    keepsSome,
    'select! reject! filter! keep_if delete_if partition take_while drop_while uniq group_by',
  ),
  ...all(mapsEach, 'map collect flat_map filter_map map! collect! each_with_object index_with'),
  ...all(findsOne, 'find detect min_by max_by'),
  ...all(asksEach, 'any? all? none? one? count sum each_slice each_cons to_h index find_index index_by'),
  ...all(anElement, 'first last pop shift sample min max delete_at take_first'),
  ...all(
    sameElements,
    'to_a sort reverse compact flatten shuffle rotate take drop dup clone freeze values to_set lazy',
  ),
  ...all(storesOne, 'push << append unshift prepend add'),
};

const instances =
  'new create create! find find_by find_by! first first! last last! take take! build find_or_create_by find_or_create_by! find_or_initialize_by create_or_find_by sole second third';
const relations =
  'where order joins includes left_joins limit offset all unscoped preload eager_load references distinct group having not or merge readonly reorder rewhere select none lock extending with_deleted';

export const rubyFamily: Family = {
  name: 'ruby',
  constructors: ['initialize'],
  callOperator: null,
  classMember: 'class',
  instantiator: 'new',
  functionCall: 'call',
  roots: {
    instances: ['Object', 'Kernel', 'BasicObject'],
    classes: ['Class', 'Module', 'Object', 'Kernel', 'BasicObject'],
  },
  explicitReceiver: false,
  containerMembers,
  conventionalMembers: {
    ...Object.fromEntries(instances.split(' ').map((name) => [name, 'instance'] as const)),
    ...Object.fromEntries(relations.split(' ').map((name) => [name, 'itself'] as const)),
  },
  libraryFunctions: {},
  libraryConstants: libraryClasses,
  libraryMembers,
  moduleName: (path) => path.replace(/\.\w+$/, ''),
  createModules,
};

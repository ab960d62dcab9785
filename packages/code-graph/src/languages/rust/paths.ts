import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readTypeArguments } from './generic-types.ts';
import { findOutside, foreignKey } from './names.ts';
import { kindOf, nameOf } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { classOfType } from './type-meanings.ts';

/** What a path of names stands for: `crate::a::B`, `Self::new`, `T::Item`, `<T as Trait>::f`. */
export function readPathSlot(reading: Reading, node: Node, access: SiteAccess = 'read'): Slot {
  const { tree, facts } = reading;
  switch (kindOf(tree, node)) {
    case 'scoped_identifier':
    case 'scoped_type_identifier': {
      const name = tree.child(node, 'name');
      const holder = readHolder(reading, node);
      if (holder === nothing || name === noNode) return nothing;
      return facts.load(holder, nameOf(tree, name), name, access);
    }
    case 'generic_type':
    case 'generic_type_with_turbofish':
      readTypeArguments(reading, tree.child(node, 'type_arguments'));
      return readPathSlot(reading, tree.child(node, 'type'), access);
    case '':
      return nothing;
    default:
      return readHead(reading, node, access);
  }
}

/** What stands before the last name of a path. */
export function readHolder(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const path = tree.child(node, 'path');
  const name = tree.child(node, 'name');
  if (path === noNode) return facts.libraryValue(`::${nameOf(tree, name)}`);
  if (name !== noNode && tree.kind(name) === 'super') return nothing;
  if (kindOf(tree, path) === 'scoped_identifier') return readModulePath(reading, path);
  if (kindOf(tree, path) === 'bracketed_type') return openClassOf(reading, reading.type(path));
  return readPathSlot(reading, path, 'read');
}

/** `super::super::a`: a run of `super` is one step. */
function readModulePath(reading: Reading, node: Node): Slot {
  const levels = supersIn(reading, node);
  return levels > 0 ? moduleAbove(reading, levels) : readPathSlot(reading, node);
}

function supersIn({ tree }: Reading, node: Node): number {
  let levels = 0;
  for (let at = node; at !== noNode; at = tree.child(at, 'path')) {
    const kind = tree.kind(at);
    if (kind === 'super') return levels + 1;
    if (kind === 'self') return levels;
    if (kind !== 'scoped_identifier' || kindOf(tree, tree.child(at, 'name')) !== 'super') return 0;
    levels++;
  }
  return levels;
}

function readHead(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const name = nameOf(tree, node);
  switch (name) {
    case 'crate':
    case '$crate':
      return facts.libraryValue('crate');
    case 'self':
      return moduleAbove(reading, 0);
    case 'super':
      return moduleAbove(reading, 1);
    case 'Self':
      return reading.self === null
        ? nothing
        : openClassOf(reading, reading.self.meaning, reading.self.isTrait);
    default: {
      const generic = reading.generics.get(name);
      if (generic !== undefined) return openClassOf(reading, generic);
      const variable = findOutside(reading, name);
      if (variable !== undefined) return facts.readVariable(variable, node, access);
      if (facts.find(name) !== undefined) return facts.libraryValue(name);
      const key = foreignKey(reading, name);
      if (key === undefined) return facts.read(name, node, access);
      return facts.libraryValue(/^\p{Lu}/u.test(name) ? name : key);
    }
  }
}

/** The member of every instance that is its class: no program can write it. */
export const classMember = '<class>';

/** The classes of a type; of a type parameter those below its bounds, too. */
function openClassOf(reading: Reading, meaning: TypeMeaning, isOpen = true): Slot {
  const { facts } = reading;
  const cls = classOfType(reading, meaning);
  return isOpen ? facts.load(facts.instance(cls), classMember, noNode) : cls;
}

/** The module that lies so many levels above the one being read, in this file or beyond. */
function moduleAbove({ facts, module }: Reading, levels: number): Slot {
  const inFile = module.path.length;
  if (levels > inFile)
    return facts.libraryValue(
      Array(levels - inFile)
        .fill('super')
        .join('::'),
    );
  if (levels === inFile) return facts.libraryValue('self');
  return facts.moduleValue(module.definitions[inFile - levels - 1]!);
}

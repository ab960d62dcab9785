import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { modelOf } from '../jvm/library-types.ts';
import { type TypeMeaning, unknownType, valueOf } from '../jvm/meanings.ts';
import { isAnnotation, readAnnotation } from './modifiers.ts';
import { qualifiedName } from './names.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Reads a type: its names are references, and its meaning says what a place of that type holds. */
export function readType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return unknownType;
  const reader = typeReaders[reading.tree.kind(node)];
  return reader === undefined ? readParts(reading, node) : reader(reading, node);
}

type TypeReader = (reading: Reading, node: Node) => TypeMeaning;

const typeReaders: Readonly<Record<string, TypeReader>> = {
  type_identifier: readName,
  identifier: readName,
  scoped_type_identifier: readScoped,
  scoped_identifier: readScoped,
  generic_type: readGeneric,
  array_type: (reading, node) => arrayOf(reading, node, reading.type(reading.tree.child(node, 'element'))),
  annotated_type: readInner,
  integral_type: readPlain,
  floating_point_type: readPlain,
  boolean_type: readPlain,
  void_type: () => unknownType,
  wildcard: readWildcard,
};

function ofType(type: Slot): TypeMeaning {
  return type === nothing ? unknownType : { type, value: nothing };
}

function readPlain({ tree, facts }: Reading, node: Node): TypeMeaning {
  return ofType(facts.libraryValue(tree.text(node)));
}

function readName(reading: Reading, node: Node): TypeMeaning {
  const name = reading.tree.text(node);
  if (name === 'var') return unknownType;
  return ofType(typeNamed(reading, name, node));
}

/** A class that the file declares or imports, one that is inherited, or one of the package. */
function typeNamed({ facts }: Reading, name: string, node: Node): Slot {
  if (facts.find(name) !== undefined || facts.class === -1) return facts.read(name, node, 'type');
  return facts.baseAround(facts.class, name, node);
}

/** `Outer.Inner`, `a.b.C`: what the first name does not mean is the name of a package. */
function readScoped(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const path = parts(tree, node).filter((part) => !isAnnotation(tree.kind(part)));
  const [scope, name] = [path[0] ?? noNode, path.at(-1) ?? noNode];
  if (scope === noNode || name === noNode || scope === name) return unknownType;
  const text = tree.text(node).replaceAll(/\s+/g, '');
  if (/^(?:\p{Ll}[\p{L}\d_]*\.)+[\p{L}\d_]+$/u.test(text)) return ofType(qualifiedName(reading, text, name));
  return ofType(facts.load(reading.type(scope).type, tree.text(name), name, 'type'));
}

function readGeneric(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const [name = noNode, list = noNode] = parts(tree, node).filter((part) => !isAnnotation(tree.kind(part)));
  const { type } = reading.type(name);
  const args = parts(tree, list).map((argument) => valueOf(facts, reading.type(argument)));
  const text = name === noNode ? '' : tree.text(name);
  return isOwnType(reading, text) ? { type, value: nothing } : modelOf(facts, text, type, args);
}

/** Whether the file itself declares a type of the name, so that it is none of the library's. */
function isOwnType({ facts }: Reading, name: string): boolean {
  return facts.find(name)?.definition !== undefined && facts.find(name)!.definition !== -1;
}

/** What an array of such elements is called: what is no single type's array is one of objects. */
export function arrayName(element: string, depth = 1): string {
  const plain = element.replaceAll(/<.*>/gs, '').replace(/^.*\./, '').trim();
  return plain + '[]'.repeat(depth);
}

/** An array holds its elements, and is of no class. */
function arrayOf(reading: Reading, node: Node, element: TypeMeaning): TypeMeaning {
  const { tree, facts } = reading;
  const value = valueOf(facts, element);
  const name = tree.text(node).replaceAll(/@\w+\s*|<.*>|\s+|\[\]/g, '');
  const text = facts.find(name)?.role === 'local' ? 'Object' : name;
  const brackets = tree.text(node).match(/\[\s*\]/g)?.length ?? 1;
  return {
    type: facts.libraryValue(arrayName(text, brackets)),
    value: value === nothing ? nothing : facts.collection(value),
  };
}

function readWildcard(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const isLower = tree.childOfKind(node, 'super') !== noNode;
  let meaning = unknownType;
  for (const part of parts(tree, node)) {
    if (isAnnotation(tree.kind(part))) readAnnotation(reading, part);
    else if (tree.kind(part) !== 'super') meaning = reading.type(part);
  }
  return isLower || meaning.type !== nothing ? meaning : unknownType;
}

function readInner(reading: Reading, node: Node): TypeMeaning {
  let meaning = unknownType;
  for (const part of parts(reading.tree, node)) {
    if (isAnnotation(reading.tree.kind(part))) readAnnotation(reading, part);
    else meaning = reading.type(part);
  }
  return meaning;
}

function readParts(reading: Reading, node: Node): TypeMeaning {
  for (const part of parts(reading.tree, node)) reading.type(part);
  return unknownType;
}

import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readFunctionType } from './function-types.ts';
import { readGenericType } from './generic-types.ts';
import { firstPart, kindOf, nameOf, parts } from './parts.ts';
import { readPathSlot } from './paths.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { joinMeanings, ofClass, ofValue, unknownType, valueOfType } from './type-meanings.ts';
import { containerOf, tupleOf } from './wrapped.ts';

/** Reads a type: its names are references, and its meaning says what a place of that type holds. */
export function readType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return unknownType;
  return typeReaders[reading.tree.kind(node)]?.(reading, node) ?? readParts(reading, node);
}

type TypeReader = (reading: Reading, node: Node) => TypeMeaning;

const typeReaders: Readonly<Record<string, TypeReader>> = {
  type_identifier: readName,
  identifier: readName,
  primitive_type: (reading, node) => ofClass(reading.facts.libraryValue(reading.tree.text(node))),
  scoped_type_identifier: readScoped,
  scoped_identifier: readScoped,
  generic_type: readGenericType,
  generic_type_with_turbofish: readGenericType,
  reference_type: (reading, node) => reading.type(reading.tree.child(node, 'type')),
  pointer_type: (reading, node) => reading.type(reading.tree.child(node, 'type')),
  array_type: readSequence,
  tuple_type: readTuple,
  function_type: readFunctionType,
  abstract_type: (reading, node) => reading.type(reading.tree.child(node, 'trait')),
  dynamic_type: (reading, node) => reading.type(reading.tree.child(node, 'trait')),
  bounded_type: (reading, node) => joinBounds(reading, node),
  higher_ranked_trait_bound: (reading, node) => reading.type(reading.tree.child(node, 'type')),
  removed_trait_bound: ignore,
  bracketed_type: (reading, node) => reading.type(firstPart(reading.tree, node)),
  qualified_type: readQualified,
  lifetime: () => unknownType,
  unit_type: () => unknownType,
  never_type: () => unknownType,
  macro_invocation: (reading, node) => {
    reading.value(node);
    return unknownType;
  },
};

function ignore(reading: Reading, node: Node): TypeMeaning {
  readParts(reading, node);
  return unknownType;
}

function readName(reading: Reading, node: Node): TypeMeaning {
  const name = nameOf(reading.tree, node);
  if (name === '_') return unknownType;
  if (name === 'Self' && reading.self !== null) return reading.self.meaning;
  return reading.generics.get(name) ?? ofClass(readPathSlot(reading, node, 'type'));
}

/** `a::B`, `T::Item`, `<T as Trait>::Item` */
function readScoped(reading: Reading, node: Node): TypeMeaning {
  return ofClass(readPathSlot(reading, node, 'type'));
}

/** `T as Trait`: a member is looked for on the type, and where nothing is known of that on the trait. */
function readQualified(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const type = reading.type(tree.child(node, 'type'));
  const alias = reading.type(tree.child(node, 'alias'));
  return type.classes.length > 0 ? type : alias;
}

/** Several bounds: a value has the members of all of them. */
export function joinBounds(reading: Reading, node: Node): TypeMeaning {
  return joinMeanings(parts(reading.tree, node).map((part) => reading.type(part)));
}

function readParts(reading: Reading, node: Node): TypeMeaning {
  for (const part of parts(reading.tree, node)) reading.type(part);
  return unknownType;
}

function readSequence(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  reading.value(tree.child(node, 'length'));
  const element = valueOfType(reading, reading.type(tree.child(node, 'element')));
  return ofValue(containerOf(reading, element));
}

function readTuple(reading: Reading, node: Node): TypeMeaning {
  const values = parts(reading.tree, node).map((part) => valueOfType(reading, reading.type(part)));
  return ofValue(values.every((value) => value === nothing) ? nothing : tupleOf(reading, values));
}

/** Whether the node is a type that is written as a path. */
export function isPathType(reading: Reading, node: Node): boolean {
  return /^(?:type_identifier|identifier|primitive_type|scoped_type_identifier|scoped_identifier)$/.test(
    kindOf(reading.tree, node),
  );
}

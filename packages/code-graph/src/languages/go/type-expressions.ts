import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readFunctionType } from './function-types.ts';
import { readInterfaceBody } from './interfaces.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { readFields } from './structs.ts';
import { received, valueOfType } from './type-meanings.ts';

const unknownType: TypeMeaning = { classes: [], values: [] };

/** Values of these have no members. */
const plainTypes = new Set(
  'any bool byte comparable complex64 complex128 float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);

/** Reads a type: its names are references, and its meaning says what a place of that type holds. */
export function readType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return unknownType;
  return typeReaders[reading.tree.kind(node)]?.(reading, node) ?? readParts(reading, node);
}

type TypeReader = (reading: Reading, node: Node) => TypeMeaning;

const typeReaders: Readonly<Record<string, TypeReader>> = {
  type_identifier: readName,
  identifier: readName,
  qualified_type: readQualified,
  generic_type: readGeneric,
  pointer_type: readInner,
  parenthesized_type: readInner,
  negated_type: readInner,
  type_elem: readInner,
  type_constraint: readInner,
  slice_type: readSequence,
  array_type: readSequence,
  implicit_length_array_type: readSequence,
  map_type: readMap,
  channel_type: readChannel,
  function_type: (reading, node) => ofValue(readFunctionType(reading, node)),
  struct_type: readStruct,
  interface_type: readInterface,
};

function ofValue(value: Slot): TypeMeaning {
  return value === nothing ? unknownType : { classes: [], values: [value] };
}

function ofClass(cls: Slot): TypeMeaning {
  return cls === nothing ? unknownType : { classes: [cls], values: [] };
}

function readName({ tree, facts }: Reading, node: Node): TypeMeaning {
  const name = tree.text(node);
  if (facts.find(name) === undefined) {
    if (plainTypes.has(name)) return unknownType;
    if (name === 'error') return ofValue(facts.libraryValue(name));
  }
  return ofClass(facts.read(name, node, 'type'));
}

function readQualified({ tree, facts }: Reading, node: Node): TypeMeaning {
  const [qualifier, name] = [tree.child(node, 'package'), tree.child(node, 'name')];
  if (qualifier === noNode || name === noNode) return unknownType;
  return ofClass(facts.load(facts.read(tree.text(qualifier), qualifier), tree.text(name), name, 'type'));
}

function readGeneric(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const meaning = reading.type(tree.child(node, 'type'));
  for (const argument of parts(tree, tree.child(node, 'type_arguments'))) reading.type(argument);
  return meaning;
}

/** A pointer to a type has what the type has. Of a union nothing is known. */
function readInner(reading: Reading, node: Node): TypeMeaning {
  const [first, ...others] = parts(reading.tree, node);
  if (others.length > 0) return readParts(reading, node);
  return first === undefined ? unknownType : reading.type(first);
}

function readParts(reading: Reading, node: Node): TypeMeaning {
  for (const part of parts(reading.tree, node)) reading.type(part);
  return unknownType;
}

function readSequence(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  reading.value(tree.child(node, 'length'));
  return collectionOf(reading, tree.child(node, 'element'));
}

function readMap(reading: Reading, node: Node): TypeMeaning {
  reading.type(reading.tree.child(node, 'key'));
  return collectionOf(reading, reading.tree.child(node, 'value'));
}

function collectionOf(reading: Reading, element: Node): TypeMeaning {
  return ofValue(reading.facts.collection(valueOfType(reading, reading.type(element))));
}

/** What is received from a channel is kept apart, too: a loop over it has it in its first place. */
function readChannel(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const element = valueOfType(reading, reading.type(tree.child(node, 'value')));
  const channel = facts.collection(element);
  facts.store(channel, received, element);
  return ofValue(channel);
}

function readStruct(reading: Reading, node: Node): TypeMeaning {
  const { facts } = reading;
  const row = facts.openClass({ definition: -1 });
  readFields(reading, { definition: -1, row, isFunction: false }, firstPart(reading.tree, node));
  facts.closeClass();
  return ofClass(facts.classValue(row));
}

function readInterface(reading: Reading, node: Node): TypeMeaning {
  const { facts, tree } = reading;
  if (parts(tree, node).length === 0) return unknownType;
  const row = facts.openClass({ definition: -1, isInterface: true });
  readInterfaceBody(reading, { definition: -1, row, isFunction: false }, node);
  facts.closeClass();
  return ofClass(facts.classValue(row));
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readEnum } from './enums.ts';
import { outsideNames, readNameOutside } from './names.ts';
import { firstPart, parts, textOf } from './parts.ts';
import { isPlainType } from './plain-types.ts';
import { openType, plainType, type Reading, type TypeMeaning } from './reading.ts';

export type TypeReader = (reading: Reading, node: Node) => TypeMeaning;

/** How each kind of type is read. A kind that is not listed says nothing of its values. */
export const typeReaders: Readonly<Record<string, TypeReader>> = {
  primitive_type: () => plainType,
  sized_type_specifier: () => plainType,
  type_identifier: readTypeName,
  identifier: readTypeName,
  struct_specifier: readTag,
  union_specifier: readTag,
  enum_specifier: readEnumType,
  type_descriptor: readDescriptor,
  macro_type_specifier: readParts,
  typeof_expression: readTypeOf,
};

/** Reads a type by a table: its names are references, and its meaning says what a place of the type holds. */
export function readTypeBy(
  readers: Readonly<Record<string, TypeReader>>,
  reading: Reading,
  node: Node,
): TypeMeaning {
  if (node === noNode) return plainType;
  return (readers[reading.tree.kind(node)] ?? readParts)(reading, node);
}

export function ofClass(cls: Slot): TypeMeaning {
  return cls === nothing ? plainType : { classes: [cls], values: [] };
}

function readTypeName(reading: Reading, node: Node): TypeMeaning {
  const name = reading.tree.text(node);
  if (isPlainType(name) && reading.facts.find(name) === undefined) return plainType;
  return ofClass(readNameOutside(reading, name, node, 'type'));
}

/** `struct name`, `union name { … }` */
function readTag(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  if (tree.child(node, 'body') !== noNode) {
    return { classes: [reading.record(node, noNode)], values: [], isTag: true };
  }
  const name = tree.child(node, 'name');
  if (name === noNode) return plainType;
  return { classes: [readTagName(reading, 'struct', name)], values: [], isTag: true };
}

/** Tags have names of their own in C; in C++ they are names like others. */
export function readTagName(reading: Reading, word: string, name: Node): Slot {
  const { tree, facts, isCpp } = reading;
  const text = tree.text(name);
  if (!isCpp) return facts.read(`${word}#${text}`, name, 'type');
  const outside = outsideNames(reading, text);
  const space = outside.indexOf(' ');
  const own = facts.find(space === -1 ? outside : outside.slice(0, space));
  if (own !== undefined) return facts.readVariable(own, name, 'type');
  return facts.read(`${outside} ${word}#${text}`, name, 'type');
}

function readEnumType(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  if (tree.child(node, 'body') !== noNode) readEnum(reading, node);
  else if (tree.child(node, 'name') !== noNode) readTagName(reading, 'enum', tree.child(node, 'name'));
  return plainType;
}

function readDescriptor(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const declarator = tree.child(node, 'declarator');
  if (declarator !== noNode) reading.statement(declarator);
  return reading.type(tree.child(node, 'type'));
}

function readTypeOf(reading: Reading, node: Node): TypeMeaning {
  const inner = firstPart(reading.tree, node);
  const value = reading.value(inner);
  return value === nothing ? openType : { classes: [], values: [value] };
}

function readParts(reading: Reading, node: Node): TypeMeaning {
  for (const part of parts(reading.tree, node)) reading.type(part);
  return openType;
}

/** Whether a specifier such as `static` or `extern` stands in the declaration. */
export function hasSpecifier({ tree }: Reading, node: Node, word: string): boolean {
  for (let at = tree.firstChild(node); at !== noNode; at = tree.nextSibling(at)) {
    const kind = tree.kind(at);
    if (tree.field(at) === 'declarator' || kind === 'compound_statement') return false;
    if ((kind === 'storage_class_specifier' || kind === 'virtual') && textOf(tree, at) === word) return true;
  }
  return false;
}

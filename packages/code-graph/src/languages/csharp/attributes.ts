import { noNode, type Node } from '../../syntax/tree.ts';
import { nothing } from '../../facts/scopes.ts';
import { parts, partsOfKind } from './parts.ts';
import type { Reading } from './reading.ts';
import { nameAndArity, typeKey, typeNamed } from './type-names.ts';

/** `[Foo(1)]` refers to the class `FooAttribute`. */
export function readAttributes(reading: Reading, node: Node): void {
  for (const list of partsOfKind(reading.tree, node, 'attribute_list')) readAttributeList(reading, list);
}

export function readAttributeList(reading: Reading, list: Node): void {
  for (const attribute of partsOfKind(reading.tree, list, 'attribute')) readAttribute(reading, attribute);
}

function readAttribute(reading: Reading, node: Node): void {
  const { tree } = reading;
  const name = tree.child(node, 'name');
  if (name === noNode) return;
  readAttributeName(reading, name);
  for (const argument of parts(tree, tree.childOfKind(node, 'attribute_argument_list'))) {
    for (const part of parts(tree, argument)) {
      if (tree.field(part) !== 'name') reading.value(part, 'value');
    }
  }
}

function readAttributeName(reading: Reading, name: Node): void {
  const { tree, facts, place } = reading;
  const qualifier = tree.child(name, 'qualifier');
  const last = tree.child(name, 'name');
  const { identifier, arity } = nameAndArity(reading, last === noNode ? name : last);
  if (identifier === noNode) return;
  const text = tree.text(identifier);
  const key = typeKey(text.endsWith('Attribute') ? text : `${text}Attribute`, arity);
  if (tree.kind(name) === 'generic_name') reading.type(tree.childOfKind(name, 'type_argument_list'));
  if (qualifier !== noNode) facts.load(typeNamed(reading, qualifier), key, identifier, 'type');
  else facts.around({ class: place.row, receiver: nothing }, key, identifier, 'type');
}

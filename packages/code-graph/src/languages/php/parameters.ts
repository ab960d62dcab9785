import { noNode, type Node } from '../../syntax/tree.ts';
import type { DocComment } from './doc-comments.ts';
import type { DocType } from './doc-types.ts';
import { typeWith } from './doc-preference.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import { defineProperty } from './properties.ts';
import type { Reading } from './reading.ts';
import { declareAs, type TypeMeaning, valueOf } from './type-meanings.ts';
import { readType } from './type-expressions.ts';

/** Adds the parameters to the open function; those with a visibility are properties, too. */
export function declareParameters(reading: Reading, list: Node, doc: DocComment): void {
  for (const node of parts(reading.tree, list)) addParameter(reading, node, doc);
}

function addParameter(reading: Reading, node: Node, doc: DocComment): void {
  const { tree, facts, scope } = reading;
  const given = tree.child(node, 'name');
  const nameNode = kindOf(tree, given) === 'by_ref' ? firstPart(tree, given) : given;
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  const isRest = tree.kind(node) === 'variadic_parameter';
  scope.variables.add(name);
  reading.value(tree.child(node, 'attributes'));
  const type = typeOfParameter(reading, node, name, doc);
  const value = reading.value(tree.child(node, 'default_value'), 'value');
  const hasDefault = tree.child(node, 'default_value') !== noNode;
  const slot = facts.parameter(name, isRest ? 'rest' : hasDefault ? 'optional' : 'positional');
  if (isRest) {
    const element = valueOf(facts, type);
    if (element !== -1) facts.copy(slot, facts.collection(element));
    return;
  }
  declareAs(facts, slot, type);
  facts.copy(slot, value);
  if (tree.kind(node) === 'property_promotion_parameter') defineProperty(reading, node, nameNode, slot);
}

function typeOfParameter(reading: Reading, node: Node, name: string, doc: DocComment): TypeMeaning {
  const native = reading.tree.child(node, 'type');
  const type = readType(reading, native);
  return typeWith(reading, native, type, doc.parameters.get(name));
}

/** Positions of the parameters that are declared to be callable. */
export function callablePositions({ tree }: Reading, list: Node, doc: DocComment): number[] {
  return parts(tree, list).flatMap((node, position) => {
    const type = tree.child(node, 'type');
    if (type !== noNode) return /\bcallable\b/i.test(tree.text(type)) ? [position] : [];
    const name = tree.child(node, 'name');
    const said = name === noNode ? undefined : doc.parameters.get(tree.text(name));
    return said !== undefined && isCallable(said) ? [position] : [];
  });
}

function isCallable(type: DocType): boolean {
  if (type.kind === 'union') return type.members.some(isCallable);
  return type.kind === 'name' && /^\\?(?:callable|callback|callable-string)$/i.test(type.name);
}

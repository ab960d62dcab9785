import type { Argument } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Reads an argument in another way where it gives a slot. */
type ArgumentReader = (node: Node, index: number) => Slot | undefined;

export function readArguments(
  reading: Reading,
  list: readonly Node[],
  read: ArgumentReader = () => undefined,
): Argument[] {
  return list.map((node, index) => readArgument(reading, node, index, read));
}

function readArgument(reading: Reading, node: Node, index: number, read: ArgumentReader): Argument {
  const { tree } = reading;
  if (tree.kind(node) === 'variadic_unpacking') {
    return { slot: reading.value(firstPart(tree, node)), spread: 'elements' };
  }
  const nameNode = tree.child(node, 'name');
  const given = parts(tree, node).filter(
    (part) => part !== nameNode && kindOf(tree, part) !== 'reference_modifier',
  );
  const value = given[0] ?? noNode;
  if (kindOf(tree, value) === 'variadic_unpacking') {
    return { slot: reading.value(firstPart(tree, value)), spread: 'elements' };
  }
  const slot = read(value, index) ?? reading.value(value, 'value');
  return nameNode === noNode ? { slot } : { slot, keyword: `$${tree.text(nameNode)}` };
}

/** Whether the call is none: `f(...)` is the function itself. */
export function isPlaceholder({ tree }: Reading, list: Node): boolean {
  return list !== noNode && tree.childOfKind(list, 'variadic_placeholder') !== noNode;
}

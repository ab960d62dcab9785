import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArguments } from './arguments.ts';
import { readClassName } from './members.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `#[Route('/x')]` refers to the class; it runs nothing. */
export function readAttribute(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  readClassName(reading, firstPart(tree, node), 'type');
  const list = tree.child(node, 'parameters');
  if (list !== noNode) readArguments(reading, parts(tree, list));
  return nothing;
}

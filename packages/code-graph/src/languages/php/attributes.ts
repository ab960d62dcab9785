import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArguments } from './arguments.ts';
import { readClassName } from './members.ts';
import { readNamedProvider } from './named-methods.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `#[Route('/x')]` refers to the class; it runs nothing. */
export function readAttribute(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const name = firstPart(tree, node);
  readClassName(reading, name, 'type');
  const list = tree.child(node, 'parameters');
  if (name === noNode || list === noNode) return nothing;
  readArguments(reading, parts(tree, list));
  readNamedProvider(reading, tree.text(name), list);
  return nothing;
}

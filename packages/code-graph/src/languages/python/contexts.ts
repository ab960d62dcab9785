import type { Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { readBlock } from './blocks.ts';
import { parts } from './parts.ts';
import { callOf } from './protocols.ts';
import type { Reading } from './reading.ts';
import { bindTarget } from './targets.ts';

/** `with context as target, …: …` */
export function readWith(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const item of withItems(reading, tree.childOfKind(node, 'with_clause'))) readItem(reading, item);
  readBlock(reading, tree.child(node, 'body'));
}

/** The contexts of a clause, seen through the parentheses that may stand around them. */
function withItems(reading: Reading, clause: Node): Node[] {
  const { tree } = reading;
  return parts(tree, clause).flatMap((part) => {
    const kind = tree.kind(part);
    const isWrapping = kind === 'with_item' || kind === 'parenthesized_expression' || kind === 'tuple';
    return isWrapping ? withItems(reading, part) : [part];
  });
}

function readItem(reading: Reading, item: Node): void {
  const { tree } = reading;
  if (tree.kind(item) !== 'as_pattern') {
    reading.value(item);
    return;
  }
  const [context, target] = parts(tree, item);
  if (context === undefined) return;
  const entered = enter(reading, reading.value(context));
  if (target !== undefined) bindTarget(reading, target, entered);
}

/** What `__enter__` gives, or the value that a generator made into a context yields. */
function enter(reading: Reading, context: Slot): Slot {
  const by = (method: string) => callOf(reading, context, method);
  return reading.facts.join([by('__enter__'), by('__aenter__'), reading.facts.element(context)]);
}

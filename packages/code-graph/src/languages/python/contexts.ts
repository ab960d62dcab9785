import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readBlock } from './blocks.ts';
import { parts } from './parts.ts';
import { callOf } from './protocols.ts';
import type { Reading } from './reading.ts';
import { bindTarget } from './targets.ts';

/** `with context as target, …: …` */
export function readWith(reading: Reading, node: Node): void {
  const { tree } = reading;
  const isAsync = tree.childOfKind(node, 'async') !== noNode;
  for (const item of withItems(reading, tree.childOfKind(node, 'with_clause'))) {
    readItem(reading, item, isAsync ? asynchronous : synchronous);
  }
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

interface Protocol {
  readonly enter: string;
  readonly exit: string;
}

const synchronous: Protocol = { enter: '__enter__', exit: '__exit__' };
const asynchronous: Protocol = { enter: '__aenter__', exit: '__aexit__' };

function readItem(reading: Reading, item: Node, protocol: Protocol): void {
  const { tree } = reading;
  if (tree.kind(item) !== 'as_pattern') {
    enter(reading, reading.value(item), item, protocol);
    return;
  }
  const [context, target] = parts(tree, item);
  if (context === undefined) return;
  const entered = enter(reading, reading.value(context), context, protocol);
  if (target !== undefined) bindTarget(reading, target, entered);
}

/** What entering gives, or the value that a generator made into a context yields. */
function enter(reading: Reading, context: Slot, at: Node, protocol: Protocol): Slot {
  callOf(reading, context, protocol.exit, at);
  return reading.facts.join([callOf(reading, context, protocol.enter, at), reading.facts.element(context)]);
}

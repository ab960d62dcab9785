import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import type { Reader } from './reading.ts';

export interface MethodCall {
  readonly object: Node;
  readonly name: string;
  readonly receiver: Slot;
  readonly args: readonly Argument[];
  readonly node: Node;
}

export type Effect = (r: Reader, args: readonly Argument[], node: Node) => Slot;

export function slotOf(args: readonly Argument[], index: number): Slot {
  return args[index]?.spread === undefined ? (args[index]?.slot ?? nothing) : nothing;
}

export function argumentNodes(r: Reader, call: Node): Node[] {
  const list = r.tree.child(call, 'arguments');
  return list === noNode ? [] : r.tree.namedChildren(list).filter((node) => r.tree.kind(node) !== 'comment');
}

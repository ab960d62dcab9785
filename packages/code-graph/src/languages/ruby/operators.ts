import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readReceiver } from './member-calls.ts';
import type { Reading } from './reading.ts';

const logical = new Set(['&&', '||', 'and', 'or']);

/** `a + b` is a call of `+`, where anything may be known of `a`. */
export function readBinary(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const operator = tree.child(node, 'operator');
  const name = operator === noNode ? '' : tree.kind(operator);
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  if (logical.has(name)) return facts.join([reading.value(left, access), reading.value(right, access)]);
  const receiver = left === noNode ? nothing : readReceiver(reading, left);
  const value = reading.value(right, 'value');
  if (operator === noNode || receiver === nothing || name === '!=' || name === '!~') return nothing;
  const result = facts.call({ receiver, member: name, at: operator }, [{ slot: value }]);
  return name === '<<' ? facts.join([result, receiver]) : result;
}

/** `!a`, `-a`, `defined?(a)` */
export function readUnary(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const operator = tree.child(node, 'operator');
  if (operator !== noNode && tree.kind(operator) === 'defined?') return nothing;
  reading.value(tree.child(node, 'operand'));
  return nothing;
}

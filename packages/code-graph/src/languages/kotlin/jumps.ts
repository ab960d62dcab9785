import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { saysAll } from '../jvm/meanings.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `return value`, `return@label value` */
export function readReturn(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const isLabeled = tree.child(node, 'label') !== noNode;
  const value = reading.value(
    parts(tree, node).findLast((part) => tree.field(part) !== 'label') ?? noNode,
    'value',
  );
  if (!saysAll(reading.result) || isLabeled) facts.returns(value);
  facts.endPath();
  return nothing;
}

export function readThrow(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.value(part);
  reading.facts.endPath();
  return nothing;
}

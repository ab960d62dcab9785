import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assume } from './conditions.ts';
import { bindElement, readIterable } from './iteration.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { targetNames } from './targets.ts';

/** `[body for target in iterable if condition]`; the container has what the body gives. */
export function readComprehension(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const body = tree.child(node, 'body');
  let element = nothing;
  facts.openBlock();
  for (const clause of parts(tree, node)) {
    if (tree.kind(clause) === 'for_in_clause') readFor(reading, clause);
    else if (tree.kind(clause) === 'if_clause') readIf(reading, clause);
  }
  if (body !== noNode) element = readBody(reading, body);
  facts.closeBlock();
  return facts.collection(element);
}

function readBody(reading: Reading, body: Node): Slot {
  const { tree } = reading;
  if (tree.kind(body) !== 'pair') return reading.value(body, 'value');
  reading.value(tree.child(body, 'key'));
  return reading.value(tree.child(body, 'value'), 'value');
}

function readFor(reading: Reading, clause: Node): void {
  const { tree, facts } = reading;
  const target = tree.child(clause, 'left');
  const iterable = readIterable(reading, tree.child(clause, 'right'));
  for (const name of targetNames(tree, target)) facts.declare(name, 'local');
  bindElement(reading, target, iterable);
}

function readIf(reading: Reading, clause: Node): void {
  const condition = reading.tree.firstNamedChild(clause);
  if (condition === noNode) return;
  reading.value(condition);
  assume(reading, condition, true);
}

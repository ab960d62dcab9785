import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `if (condition) … else …`: a pattern's variable is in scope behind it, too. */
export function readIf(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'condition'));
  facts.branches([
    () => reading.statement(tree.child(node, 'consequence')),
    () => reading.statement(tree.child(node, 'alternative')),
  ]);
}

/** `condition ? a : b` */
export function readConditional(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'condition'));
  const values: Slot[] = [];
  facts.branches([
    () => values.push(reading.value(tree.child(node, 'consequence'), 'value')),
    () => values.push(reading.value(tree.child(node, 'alternative'), 'value')),
  ]);
  return facts.join(values);
}

const comparing = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||']);

/** What is calculated with numbers is a number; with strings, a string. A chain of operators is no deep tree. */
export function readBinary(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const operands: Node[] = [];
  let at = node;
  while (at !== noNode && tree.kind(at) === 'binary_expression') {
    operands.push(tree.child(at, 'right'));
    at = tree.child(at, 'left');
  }
  const values = [at, ...operands.toReversed()].map((operand) => reading.value(operand));
  const operator = tree.child(node, 'operator');
  const text = operator === noNode ? '' : tree.text(operator);
  if (comparing.has(text)) return facts.instance(facts.libraryValue('boolean'));
  if (text !== '+') return values[0] ?? nothing;
  return hasString(reading, node) ? facts.instance(facts.libraryValue('String')) : nothing;
}

function hasString({ tree }: Reading, node: Node): boolean {
  for (let at = node; at !== noNode && tree.kind(at) === 'binary_expression'; at = tree.child(at, 'left')) {
    if (parts(tree, at).some((part) => tree.kind(part) === 'string_literal')) return true;
  }
  return false;
}

export function readNot(reading: Reading, node: Node): Slot {
  reading.value(reading.tree.child(node, 'operand'));
  return reading.facts.instance(reading.facts.libraryValue('boolean'));
}

import { noNode, type Node } from '../../syntax/tree.ts';
import { readBlock, readClause } from './blocks.ts';
import { assume } from './conditions.ts';
import { bindElement, readIterable } from './iteration.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `if … elif … else` */
export function readIf(reading: Reading, node: Node): void {
  const { tree } = reading;
  const alternatives = parts(tree, node).filter((part) => tree.field(part) === 'alternative');
  readBranch(reading, node, alternatives);
}

/** One condition with its block, and all that follows when it does not hold. */
function readBranch(reading: Reading, node: Node, alternatives: readonly Node[]): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  reading.value(condition);
  const whenTrue = () => {
    assume(reading, condition, true);
    readBlockFor(reading, tree.child(node, 'consequence'), isTypeCheck(reading, condition));
  };
  const whenFalse = () => {
    assume(reading, condition, false);
    readAlternatives(reading, alternatives);
  };
  facts.branches([whenTrue, whenFalse]);
}

function readAlternatives(reading: Reading, [first, ...rest]: readonly Node[]): void {
  if (first === undefined) return;
  if (reading.tree.kind(first) === 'elif_clause') readBranch(reading, first, rest);
  else readClause(reading, first);
}

function isTypeCheck({ tree }: Reading, condition: Node): boolean {
  return condition !== noNode && /^(?:typing\.)?TYPE_CHECKING$/.test(tree.text(condition));
}

function readBlockFor(reading: Reading, block: Node, isTypeOnly: boolean): void {
  const before = reading.isTypeOnly;
  reading.isTypeOnly = before || isTypeOnly;
  readBlock(reading, block);
  reading.isTypeOnly = before;
}

/** `for target in iterable: … else: …` */
export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const elements = readIterable(reading, tree.child(node, 'right'));
  facts.loop(() => {
    bindElement(reading, tree.child(node, 'left'), elements);
    readBlock(reading, tree.child(node, 'body'));
  });
  readClause(reading, tree.child(node, 'alternative'));
}

/** `while condition: … else: …` */
export function readWhile(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  facts.loop(() => {
    reading.value(condition);
    assume(reading, condition, true);
    readBlock(reading, tree.child(node, 'body'));
  });
  readClause(reading, tree.child(node, 'alternative'));
}

import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

export function readBlock(reading: Reading, block: Node): void {
  if (block !== noNode) reading.statement(block);
}

/** The blocks of an `else`, `except` or `finally` clause. */
export function readClause(reading: Reading, clause: Node): void {
  const { tree } = reading;
  if (clause === noNode) return;
  for (const part of parts(tree, clause)) reading.statement(part);
}

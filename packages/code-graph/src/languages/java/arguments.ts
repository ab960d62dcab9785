import type { Argument } from '../../facts/builder.ts';
import type { Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** The arguments of a call. */
export function readArguments(reading: Reading, list: Node): Argument[] {
  return parts(reading.tree, list).map((node) => ({ slot: reading.value(node, 'value') }));
}

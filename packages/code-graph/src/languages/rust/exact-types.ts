import { noNode, type Node } from '../../syntax/tree.ts';
import { nameOf } from './parts.ts';
import type { Reading } from './reading.ts';

const open = new Set([
  'dynamic_type',
  'abstract_type',
  'macro_invocation',
  'function_type',
  'qualified_type',
  'bounded_type',
]);
const names = new Set(['type_identifier', 'identifier', 'metavariable']);

/**
 * Whether a type says all about its values: it names no type parameter and no trait, and leaves nothing to be
 * inferred. Then what is passed or returned says nothing more.
 */
export function isExact(reading: Reading, node: Node): boolean {
  const { tree } = reading;
  if (node === noNode) return false;
  const end = tree.end(node);
  for (let at = node; at < tree.count && tree.start(at) < end; at++) {
    if (open.has(tree.kind(at))) return false;
    if (names.has(tree.kind(at)) && isOpenName(reading, nameOf(tree, at))) return false;
  }
  return true;
}

function isOpenName({ generics, self }: Reading, name: string): boolean {
  if (name === '_' || name.startsWith('$') || generics.has(name)) return true;
  return name === 'Self' && (self === null || self.isTrait || self.definition === -1);
}

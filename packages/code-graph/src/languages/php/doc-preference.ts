import { noNode, type Node } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

const vague =
  /\b(?:array|iterable|object|mixed|callable|self|Traversable|Iterator|IteratorAggregate|Generator|string|\w*Collection|\w*Iterator|\w*List|\w*Storage|\w*Map)\b/i;

/** Whether a native type says all there is to say; of others a comment says more, if it says anything. */
export function isTelling({ tree }: Reading, type: Node): boolean {
  return type !== noNode && !vague.test(tree.text(type));
}

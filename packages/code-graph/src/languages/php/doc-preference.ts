import { noNode, type Node } from '../../syntax/tree.ts';
import { meaningOf } from './doc-comments.ts';
import type { DocType } from './doc-types.ts';
import type { Reading } from './reading.ts';
import { isEmpty, joinMeanings, type TypeMeaning } from './type-meanings.ts';

const vague =
  /\b(?:array|iterable|object|mixed|callable|self|Traversable|Iterator|IteratorAggregate|Generator|string|\w*Collection|\w*Iterator|\w*List|\w*Storage|\w*Map)\b/i;

/** What a native type and a comment say together. */
export function typeWith(
  reading: Reading,
  native: Node,
  type: TypeMeaning,
  said: DocType | undefined,
): TypeMeaning {
  if (said === undefined || isTelling(reading, native)) return type;
  const meaning = meaningOf(reading, said);
  return isEmpty(meaning) ? type : joinMeanings([type, meaning]);
}

/** Whether a native type says all there is to say; of others a comment says more, if it says anything. */
function isTelling({ tree }: Reading, type: Node): boolean {
  return type !== noNode && !vague.test(tree.text(type));
}

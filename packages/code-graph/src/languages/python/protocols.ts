import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/** What the language's own call of a special method gives: `__iter__` in a loop, `__enter__` after `with`. */
export function callOf({ facts }: Reading, object: Slot, method: string): Slot {
  return object === nothing ? nothing : facts.apply(facts.load(object, method, noNode), [], object);
}

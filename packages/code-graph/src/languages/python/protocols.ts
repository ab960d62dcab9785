import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/**
 * What the language's own call of a special method gives: `__iter__` in a loop, `__enter__` after `with`.
 *
 * @param at what makes the call, for a site of its own. Most objects have the method from the language itself, so
 *   that it need not be known.
 */
export function callOf(
  { facts }: Reading,
  object: Slot,
  method: string,
  at: Node = noNode,
  argument: Slot = nothing,
): Slot {
  if (object === nothing) return nothing;
  const given = argument === nothing ? [] : [{ slot: argument }];
  if (at === noNode) return facts.apply(facts.load(object, method, noNode), given, object);
  return facts.call({ receiver: object, member: method, at, isOptional: true }, given);
}

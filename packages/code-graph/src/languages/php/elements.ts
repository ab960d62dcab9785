import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import { methodKey } from './members.ts';
import type { Reading } from './reading.ts';

/** What is under a key that is not known: in an array, or what an object gives for it. */
export function elementOf({ facts }: Reading, container: Slot): Slot {
  if (container === nothing) return nothing;
  return facts.join([facts.element(container), offsetOf(facts, container)]);
}

export function itemOf({ facts }: Reading, container: Slot, key: string): Slot {
  if (container === nothing) return nothing;
  return facts.join([facts.item(container, key), offsetOf(facts, container)]);
}

function offsetOf(facts: Reading['facts'], container: Slot): Slot {
  return facts.apply(facts.load(container, methodKey('offsetGet'), noNode), [{ slot: nothing }], container);
}

/** What a loop over the value gives: elements of an array, or what an object's iterator says. */
export function iteratedOf({ facts }: Reading, container: Slot): Slot {
  if (container === nothing) return nothing;
  const current = (of: Slot) => facts.apply(facts.load(of, methodKey('current'), noNode), [], of);
  const iterator = facts.apply(facts.load(container, methodKey('getIterator'), noNode), [], container);
  return facts.join([
    facts.element(container),
    current(container),
    facts.element(iterator),
    current(iterator),
  ]);
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';
import { elementOf } from './wrapped.ts';

/** What going over a value gives: its elements, or what its own `next` gives. */
export function iterated(reading: Reading, value: Slot): Slot {
  const { facts } = reading;
  if (value === nothing) return nothing;
  const next = elementOf(reading, give(reading, value, 'next'));
  const iterator = give(reading, value, 'into_iter');
  return facts.join([
    elementOf(reading, value),
    next,
    elementOf(reading, iterator),
    elementOf(reading, give(reading, iterator, 'next')),
  ]);
}

/** What a method gives that the language itself calls. */
export function give({ facts }: Reading, object: Slot, method: string): Slot {
  return object === nothing ? nothing : facts.apply(facts.load(object, method, noNode), [], object);
}

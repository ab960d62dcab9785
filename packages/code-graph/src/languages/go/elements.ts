import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';
import { received } from './type-meanings.ts';

/** The member of a named type of containers that holds the container: `type Ids []Id`. */
export const underlying = '[]';

/** Any element of a slice, an array, a map or a channel, also of one whose type has a name. */
export function elementOf({ facts }: Reading, container: Slot): Slot {
  if (container === nothing) return nothing;
  const inner = facts.load(container, underlying, noNode);
  return facts.join([facts.element(container), facts.element(inner)]);
}

/** What is stored in a map under a constant key. */
export function itemOf({ facts }: Reading, container: Slot, key: string): Slot {
  if (container === nothing) return nothing;
  const inner = facts.load(container, underlying, noNode);
  return facts.join([facts.item(container, key), facts.item(inner, key)]);
}

/** Stores an element, under its key where that is known. */
export function putElement({ facts }: Reading, container: Slot, value: Slot, key?: string): void {
  if (container === nothing || value === nothing) return;
  const inner = facts.load(container, underlying, noNode);
  for (const holder of [container, inner]) {
    if (key === undefined) facts.put(holder, value);
    else facts.store(holder, key, value);
  }
}

/** What comes out of a channel. */
export function receiveFrom({ facts }: Reading, channel: Slot): Slot {
  return facts.load(channel, received, noNode);
}

export function sendTo(reading: Reading, channel: Slot, value: Slot): void {
  putElement(reading, channel, value);
  reading.facts.store(channel, received, value);
}

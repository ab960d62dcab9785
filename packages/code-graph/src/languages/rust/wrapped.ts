import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/**
 * Containers: `Vec<T>`, `Option<T>`, `Result<T, E>`, `Mutex<T>`, iterators. What they hold are elements;
 * what is no element, such as the error of a result, is a member whose name no program can write.
 */
export const errorMember = '<err>';
export const keyMember = '<key>';

export function elementOf({ facts }: Reading, container: Slot): Slot {
  return facts.element(container);
}

export function errorOf({ facts }: Reading, result: Slot): Slot {
  return facts.load(result, errorMember, noNode);
}

/** A container of the element, with an error or a key. */
export function containerOf(
  { facts }: Reading,
  element: Slot,
  beside: { readonly [member: string]: Slot } = {},
): Slot {
  const container = facts.collection(element);
  for (const [member, slot] of Object.entries(beside)) {
    if (slot !== nothing) facts.store(container, member, slot);
  }
  return container;
}

/** Several values side by side, under their numbers. */
export function tupleOf({ facts }: Reading, values: readonly Slot[]): Slot {
  const tuple = facts.object();
  values.forEach((value, index) => facts.store(tuple, String(index), value));
  return tuple;
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/**
 * Containers: `Vec<T>`, `Option<T>`, `Result<T, E>`, `Mutex<T>`, iterators. What they hold, a result's error
 * and a map's keys are members whose names no program can write.
 */
const elementMember = '<of>';
export const errorMember = '<err>';
export const keyMember = '<key>';

export function elementOf({ facts }: Reading, container: Slot): Slot {
  return facts.load(container, elementMember, noNode);
}

/** Makes a value an element of a container. */
export function putElement({ facts }: Reading, container: Slot, value: Slot): void {
  if (value !== nothing) facts.store(container, elementMember, value);
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
  const container = facts.object();
  if (element !== nothing) facts.store(container, elementMember, element);
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

import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Reading, TypeMeaning } from './reading.ts';

export { classOfType, valueOfType } from '../type-meanings.ts';

/** Says that the slot is declared to be of the type. */
export function declareAs({ facts }: Reading, slot: Slot, { classes, values }: TypeMeaning): void {
  for (const cls of classes) facts.declareType(slot, cls);
  for (const value of values) facts.copy(slot, value);
}

/** The value, as far as it is of the type. */
export function narrow(reading: Reading, value: Slot, meaning: TypeMeaning): Slot {
  if (meaning.classes.length === 0 && meaning.values.length === 0) return value;
  const slot = reading.facts.slot();
  declareAs(reading, slot, meaning);
  if (value !== nothing) reading.facts.copy(slot, value);
  return slot;
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Reading, TypeMeaning } from './reading.ts';

/** What a place of the type holds when nothing else is known; `isExact`: the thing itself, not a pointer to it. */
export function valueOfType({ facts, isCpp }: Reading, type: TypeMeaning, isExact: boolean): Slot {
  const { classes, values } = type;
  if (classes.length === 0 && values.length === 0) return nothing;
  const make = (cls: Slot) => (isExact && isCpp ? facts.apply(cls, []) : facts.instance(cls));
  return facts.join([...classes.map(make), ...values]);
}

/** What the type itself is as a value: its class. */
export function classOfType({ facts }: Reading, { classes }: TypeMeaning): Slot {
  return facts.join(classes);
}

/** Says that the slot is declared to be of the type. */
export function declareAs(reading: Reading, slot: Slot, type: TypeMeaning, isExact: boolean): void {
  const { facts } = reading;
  if (type.classes.length > 0 && type.values.length === 0 && !(isExact && reading.isCpp)) {
    return facts.declareType(slot, facts.join(type.classes));
  }
  facts.copy(slot, valueOfType(reading, type, isExact));
}

/** Whether the value of such a place may be more than its type says: a function, or something of a class below. */
export function isTold(type: TypeMeaning): boolean {
  return type.isPlain === true || type.isTag === true;
}

/** The value of a place of the type that is given a value. */
export function typedValue(reading: Reading, type: TypeMeaning, value: Slot, isExact: boolean): Slot {
  if (type.isPlain === true) return nothing;
  if (type.isOpen === true) return value;
  if (type.isTag === true || value === nothing) return valueOfType(reading, type, isExact);
  if (isExact && reading.isCpp) return reading.facts.join([valueOfType(reading, type, true), value]);
  const slot = reading.facts.slot();
  declareAs(reading, slot, type, isExact);
  reading.facts.copy(slot, value);
  return slot;
}

import type { FactsBuilder } from '../facts/builder.ts';
import type { Slot } from '../facts/scopes.ts';

/** What a type says a value is: an instance of one of `classes`, or what `values` hold. */
interface TypeMeaning {
  readonly classes: readonly Slot[];
  readonly values: readonly Slot[];
}

interface WithFacts {
  readonly facts: FactsBuilder;
}

/** What a place of the type holds when nothing else is known. */
export function valueOfType({ facts }: WithFacts, { classes, values }: TypeMeaning): Slot {
  return facts.join([...classes.map((cls) => facts.instance(cls)), ...values]);
}

/** What the type itself is as a value: its class. */
export function classOfType({ facts }: WithFacts, { classes }: TypeMeaning): Slot {
  return facts.join(classes);
}

/** Says that the slot is declared to be of the type. */
export function declareAs({ facts }: WithFacts, slot: Slot, { classes, values }: TypeMeaning): void {
  if (values.length === 0) return facts.declareType(slot, facts.join(classes));
  for (const cls of classes) facts.copy(slot, facts.instance(cls));
  for (const value of values) facts.copy(slot, value);
}

/** The value, as far as it is of the type. */
export function narrow(reading: WithFacts, value: Slot, meaning: TypeMeaning): Slot {
  if (meaning.classes.length === 0 && meaning.values.length === 0) return value;
  const slot = reading.facts.slot();
  declareAs(reading, slot, meaning);
  reading.facts.copy(slot, value);
  return slot;
}

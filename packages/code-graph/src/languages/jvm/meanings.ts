import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';

/** What a type says of a place that is declared to be of it. */
export interface TypeMeaning {
  /** Holds the class, or the name of a type of a library; `nothing` where the type is not known. */
  readonly type: Slot;
  /** What the library's type is modelled by: a container with its elements. */
  readonly value: Slot;
  /** What a function that is put there is called with, in order. */
  readonly takes?: readonly Slot[];
  /** What members of the code of such a function may name without a receiver. */
  readonly receiver?: Slot;
  /** Whether such a function's own results are what the place gives. */
  readonly isFunction?: boolean;
}

/** The member of a function in which the receiver of its code is: a lambda may have one. */
export const lambdaReceiver = '<this>';

export const unknownType: TypeMeaning = { type: nothing, value: nothing };

/** What a place of the type holds when nothing else is known. */
export function valueOf(facts: FactsBuilder, { type, value }: TypeMeaning): Slot {
  return facts.join([facts.instance(type), value]);
}

/** Whether the type says all there is to know, so that what is put there adds nothing. */
export function saysAll({ value, isFunction }: TypeMeaning): boolean {
  return value !== nothing && isFunction !== true;
}

/** Says that the slot is declared to be of the type. */
export function declareAs(facts: FactsBuilder, slot: Slot, meaning: TypeMeaning): void {
  facts.declareType(slot, meaning.type);
  facts.copy(slot, meaning.value);
  if (meaning.receiver !== undefined) facts.store(slot, lambdaReceiver, meaning.receiver);
  if (meaning.takes !== undefined) {
    facts.apply(
      slot,
      meaning.takes.map((each) => ({ slot: each })),
    );
  }
}

/** The value, as far as it is of the type. */
export function narrow(facts: FactsBuilder, value: Slot, meaning: TypeMeaning): Slot {
  if (meaning.type === nothing && meaning.value === nothing) return value;
  const slot = facts.slot();
  declareAs(facts, slot, meaning);
  if (!saysAll(meaning)) facts.copy(slot, value);
  return slot;
}

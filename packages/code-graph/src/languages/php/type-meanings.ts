import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Reading } from './reading.ts';

/** What a type says a value is: an instance of one of `classes`, or what `values` hold. */
export interface TypeMeaning {
  readonly classes: readonly Slot[];
  readonly values: readonly Slot[];
}

export const noMeaning: TypeMeaning = { classes: [], values: [] };

export function classMeaning(slot: Slot): TypeMeaning {
  return slot === nothing ? noMeaning : { classes: [slot], values: [] };
}

export function valueMeaning(slot: Slot): TypeMeaning {
  return slot === nothing ? noMeaning : { classes: [], values: [slot] };
}

export function joinMeanings(meanings: readonly TypeMeaning[]): TypeMeaning {
  return {
    classes: meanings.flatMap(({ classes }) => classes),
    values: meanings.flatMap(({ values }) => values),
  };
}

/** The same as one of several things that a value may be: others are not kept out. */
export function amongOthers(facts: FactsBuilder, { classes, values }: TypeMeaning): TypeMeaning {
  return { classes: [], values: [...classes.map((type) => facts.instance(type)), ...values] };
}

export function isEmpty({ classes, values }: TypeMeaning): boolean {
  return classes.length === 0 && values.length === 0;
}

/** Says that the slot is of the type. */
export function declareAs(facts: FactsBuilder, slot: Slot, { classes, values }: TypeMeaning): void {
  if (slot === nothing) return;
  if (values.length === 0) return facts.declareType(slot, facts.join(classes));
  for (const type of classes) facts.copy(slot, facts.instance(type));
  for (const value of values) facts.copy(slot, value);
}

/** A slot that holds what the type says, or `nothing`. */
export function valueOf(facts: FactsBuilder, { classes, values }: TypeMeaning): Slot {
  return facts.join([...classes.map((type) => facts.instance(type)), ...values]);
}

/** The class that `self` means: in a trait that of whoever uses it. */
export function selfClass(reading: Reading): Slot {
  const { scope } = reading;
  if (scope.class === null) return nothing;
  return scope.class.kind === 'trait' ? staticClass(reading) : scope.class.value;
}

/** The class that `static` means: that of the receiver. */
export function staticClass({ facts, scope }: Reading): Slot {
  if (scope.class === null) return nothing;
  return scope.isStatic ? facts.this() : facts.load(facts.this(), classMember, -1);
}

/** An instance of what `static` means. */
export function staticInstance({ facts, scope }: Reading): Slot {
  if (scope.class === null) return nothing;
  return scope.isStatic ? facts.instance(facts.this()) : facts.this();
}

/** The member of every instance that is its class. */
export const classMember = '::class';

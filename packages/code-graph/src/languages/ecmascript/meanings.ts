import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Reader } from './reading.ts';

/**
 * What a type says of the values of a slot: they are instances of the classes that `classes` holds, or
 * what `values` holds (containers, literal objects, `typeof x`).
 */
export interface Meaning {
  readonly classes: Slot;
  readonly values: Slot;
  /** Whether nothing else can be in the slot, so that other values may be ruled out. */
  readonly isExact: boolean;
  /** For a function type: what its functions are called with, in order. */
  readonly takes?: readonly Taken[];
}

/** A parameter of a function type: what it may hold, and the classes that it holds instances of only. */
export interface Taken {
  readonly slot: Slot;
  readonly declared: Slot;
}

/** `any`, a type variable, a function type: nothing is known. */
export const unknown: Meaning = { classes: nothing, values: nothing, isExact: false };

/** `string`, `null`: no value that the graph knows of. */
export const primitive: Meaning = { classes: nothing, values: nothing, isExact: true };

/** Containers by the argument that says what their elements are. */
export const containers: Readonly<Record<string, number>> = {
  Array: 0,
  ReadonlyArray: 0,
  ArrayLike: 0,
  Set: 0,
  ReadonlySet: 0,
  WeakSet: 0,
  Iterable: 0,
  Iterator: 0,
  IterableIterator: 0,
  AsyncIterable: 0,
  AsyncIterator: 0,
  AsyncIterableIterator: 0,
  Generator: 0,
  AsyncGenerator: 0,
  Map: 1,
  ReadonlyMap: 1,
  WeakMap: 1,
  Record: 1,
};

/** Types that stand for their first argument. A promise is read as what it will be. */
export const transparent = new Set(
  'Promise PromiseLike Awaited Readonly Partial Required NonNullable Pick Omit Extract Exclude WeakRef InstanceType'.split(
    ' ',
  ),
);

/** Says what may be in a slot. */
export function applyType(r: Reader, slot: Slot, meaning: Meaning): void {
  if (meaning.isExact) r.facts.declareType(slot, meaning.classes);
  else r.facts.copy(slot, r.facts.instance(meaning.classes));
  r.facts.copy(slot, meaning.values);
  if (meaning.takes !== undefined) r.facts.apply(slot, meaning.takes);
}

/** A slot with what the type says. */
export function valueOfType(r: Reader, meaning: Meaning): Slot {
  return r.facts.join([r.facts.instance(meaning.classes), meaning.values]);
}

/** Whether a type says anything of a slot that has it. */
export function saysSomething({ classes, values, takes }: Meaning): boolean {
  return classes !== nothing || values !== nothing || takes !== undefined;
}

/** A value that is also of the type: the value itself when the type says nothing. */
export function typedValue(r: Reader, value: Slot, meaning: Meaning): Slot {
  if (!saysSomething(meaning)) return value;
  const typed = r.facts.slot();
  applyType(r, typed, meaning);
  r.facts.copy(typed, value);
  return typed;
}

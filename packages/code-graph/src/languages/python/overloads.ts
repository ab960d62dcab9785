import type { FactsBuilder } from '../../facts/builder.ts';
import type { ReadingScope } from './reading.ts';

/** A signature of a function under `@overload`, until it is known whether the function itself follows. */
export interface Overload {
  readonly name: string;
  readonly fn: number;
  /** Lets the name stand for this signature: there is nothing else in a stub. */
  bind(): void;
}

/** The function itself: calls mean it and none of the signatures, but what those say it returns holds. */
export function takeOverloads(facts: FactsBuilder, scope: ReadingScope, name: string, fn: number): void {
  if (scope.overloads.length === 0) return;
  for (const overload of scope.overloads) {
    if (overload.name === name) facts.copy(facts.returnSlotOf(fn), facts.returnSlotOf(overload.fn));
  }
  scope.overloads = scope.overloads.filter((overload) => overload.name !== name);
}

/** At the end of a scope: signatures that no function followed. */
export function bindOverloads(scope: ReadingScope): void {
  for (const overload of scope.overloads) overload.bind();
}

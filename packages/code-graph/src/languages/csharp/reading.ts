import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Surrounding } from '../../facts/value-facts.ts';
import { nothing, type Slot, type Variable } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';

/**
 * One file being read. What reads expressions, statements and types need each other; they find each other
 * here, so that their files need not.
 */
export interface Reading {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  /** Reads an expression and gives its value. `access` says what the value found is used for. */
  value(node: Node, access?: SiteAccess): Slot;
  /** Reads an expression whose type is known from where it stands: `new()`, `{ … }`, a lambda. */
  valueAs(node: Node, meaning: TypeMeaning): Slot;
  statement(node: Node): void;
  /** Reads a type: its names are references. */
  type(node: Node): TypeMeaning;
  place: Place;
  /** What a `return` of the function being read gives. */
  result: Result;
  /** What a `break` leaves. */
  breakable: 'loop' | 'switch' | null;
}

/** Where the code being read stands. */
export interface Place {
  /** Class row at which the look-up of bare names begins: the type around, else the namespace. */
  readonly row: number;
  /** The types around, the innermost first. */
  readonly types: readonly TypeBody[];
  /** Name of the namespace, and of the types in it, in the whole program. */
  readonly path: string;
  readonly namespace: string;
  /** The namespace without a name. */
  readonly root: number;
  /** Whether there is no instance: in static members and field initialisers. */
  readonly isStatic: boolean;
}

/** A type whose body is being read. */
export interface TypeBody {
  readonly row: number;
  readonly definition: number;
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  /** What this part of the type declares. */
  readonly members: ReadonlyMap<string, DeclaredMember>;
  /** Names of its type parameters, and what they are in its body. */
  readonly parameters: readonly string[];
  readonly parameterVariables: readonly (Variable | undefined)[];
}

export interface DeclaredMember {
  readonly isStatic: boolean;
  /** The text of its type, or ''. */
  readonly type: string;
}

/** What a type says a value is: an instance of one of `classes`, or what `values` hold. */
export interface TypeMeaning {
  readonly classes: readonly Slot[];
  readonly values: readonly Slot[];
  /** What a function of the type is called with. */
  readonly takes?: readonly Slot[];
}

export const unknownType: TypeMeaning = { classes: [], values: [] };

export interface Result {
  readonly meaning: TypeMeaning;
  /** The container that takes what is returned (an async function's task), or that takes elements. */
  readonly task: Slot;
  readonly elements: Slot;
}

export const noResult: Result = { meaning: unknownType, task: nothing, elements: nothing };

/** Where bare names are looked up. */
export function surrounding({ facts, place }: Reading): Surrounding {
  const hasInstance = !place.isStatic && place.types.length > 0;
  return { class: place.row, receiver: hasInstance ? facts.this() : nothing };
}

/** Reads in another place and comes back. */
export function inPlace<T>(reading: Reading, place: Place, read: () => T): T {
  const before = reading.place;
  reading.place = place;
  const result = read();
  reading.place = before;
  return result;
}

/** Reads a function's body: with results of its own and nothing to break out of. */
export function withinFunction(reading: Reading, result: Result, read: () => void): void {
  const before = { result: reading.result, breakable: reading.breakable };
  reading.result = result;
  reading.breakable = null;
  read();
  reading.result = before.result;
  reading.breakable = before.breakable;
}

/** Reads the body of what a `break` leaves. */
export function withinBreakable(reading: Reading, kind: 'loop' | 'switch', read: () => void): void {
  const { breakable } = reading;
  reading.breakable = kind;
  read();
  reading.breakable = breakable;
}

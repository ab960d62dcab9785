import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';

/**
 * One file being read. What reads expressions and what reads statements need each other; both find the
 * other here, so that their files need not.
 */
export interface Reading {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  /** Reads an expression and gives its value. `access` says what the value found is used for. */
  value(node: Node, access?: SiteAccess): Slot;
  statement(node: Node): void;
  /** Reads a type: its names are references. */
  type(node: Node): TypeMeaning;
  /** Where the results of the function being read go, in order. */
  results: readonly Slot[];
  /** What a `break` without a label leaves. */
  breakable: 'loop' | 'switch' | null;
  /** Names of the types that the file has methods for. */
  readonly withMethods: Set<string>;
  /** Types of the file by name. */
  readonly types: Map<string, NamedType>;
  /** Class rows for the methods of types that other files of the package declare, by the type's name. */
  readonly parts: Map<string, number>;
}

/** What a type says a value is: an instance of one of `classes`, or what `values` hold. */
export interface TypeMeaning {
  readonly classes: readonly Slot[];
  readonly values: readonly Slot[];
}

export interface NamedType {
  readonly definition: number;
  readonly row: number;
  /** Whether it is a type of functions, so that its values can be called. */
  readonly isFunction: boolean;
}

/** Reads with other results and nothing to break out of, and comes back to the present ones. */
export function withinFunction(reading: Reading, read: () => void): void {
  const { results, breakable } = reading;
  reading.results = [];
  reading.breakable = null;
  read();
  reading.results = results;
  reading.breakable = breakable;
}

/** Reads the body of what a `break` leaves. */
export function withinBreakable(reading: Reading, kind: 'loop' | 'switch', read: () => void): void {
  const { breakable } = reading;
  reading.breakable = kind;
  read();
  reading.breakable = breakable;
}

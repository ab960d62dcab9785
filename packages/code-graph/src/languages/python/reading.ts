import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Slot, Variable } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';
import type { Names } from './names.ts';
import type { Overload } from './overloads.ts';

/**
 * One file being read. What reads expressions and what reads statements need each other; both find the
 * other here, so that their files need not.
 */
export interface Reading {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  /** Reads an expression and gives its value. `access` says what the value found is used for. */
  value(node: Node, access?: SiteAccess): Slot;
  /** Reads a statement, an expression that stands as one, or whatever else the tree has there. */
  statement(node: Node): void;
  /** The module, class or function whose statements are being read. */
  scope: ReadingScope;
  /** Inside `if TYPE_CHECKING:`. */
  isTypeOnly: boolean;
  /** Whether the file has `:=`, so that expressions may bind names. */
  readonly hasWalrus: boolean;
  /** Classes that `isinstance` calls test for, by the call's node; filled as conditions are read. */
  readonly testedTypes: Map<Node, Slot>;
  /** Calls that give pairs to loop over, by the call's node; filled as calls are read. */
  readonly pairings: Map<Node, Pairing>;
  /** What `__all__` lists. */
  readonly published: Set<string>;
}

/**
 * Containers whose elements stand side by side in each element of the call's result: one place for each
 * (`zip(a, b)`), or all in the second place, after a number or a key (`enumerate(a)`, `d.items()`).
 */
export interface Pairing {
  readonly places: 'each' | 'second';
  readonly containers: readonly Slot[];
}

export interface ReadingScope {
  readonly kind: 'module' | 'class' | 'function';
  readonly names: Names;
  /** The class whose body this is, or whose method; null elsewhere. Functions in methods have it, too. */
  readonly class: ReadingClass | null;
  /** How the class's own methods call their receiver (`self`), or null outside of methods. */
  readonly receiver: Receiver | null;
  /** The container that a generator gives: made at its first `yield`. */
  yielded: Slot;
  /** Signatures under `@overload` whose function has not been read yet. */
  overloads: readonly Overload[];
}

export interface Receiver {
  readonly name: string;
  readonly kind: 'instance' | 'class';
}

export interface ReadingClass {
  readonly definition: number;
  readonly row: number;
  readonly isEnum: boolean;
  /** Names that the class body binds. */
  readonly names: Names;
  /** Where the values of class-level assignments go, by name. */
  readonly attributes: Map<string, Slot>;
  /** Attributes that methods set on their receiver, once each. */
  readonly receiverAttributes: Set<string>;
  /** Classes written inside the class body, for annotations of its methods. */
  readonly nestedClasses: Map<string, Variable>;
}

/** Reads in another scope, and comes back to the present one. */
export function within(reading: Reading, scope: ReadingScope, read: () => void): void {
  const outer = reading.scope;
  reading.scope = scope;
  read();
  reading.scope = outer;
}

import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';
import type { Locals } from './locals.ts';
import type { WrittenVisibility } from './visibility.ts';

/** One file being read. Readers of different kinds of nodes find each other here. */
export interface Reading {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  /** Reads an expression, as every statement is one, and gives its value. */
  value(node: Node, access?: SiteAccess): Slot;
  /** Reads a bare name: a variable, or a call without arguments. */
  name(text: string, at: Node): Slot;
  /** The namespace of constants that no class is around, and the class of methods written at top level. */
  readonly top: { readonly namespace: number; readonly object: number };
  scope: ReadingScope;
}

export interface ReadingScope {
  /** The class whose body or method this is; that of top-level methods outside of classes. */
  readonly body: ReadingBody;
  /** Whether `self` is an instance of the class or the class itself. */
  readonly self: 'instance' | 'class';
  /** Inside `class << self`, where methods are the class's own. */
  readonly isSingleton: boolean;
  /** Where constants are looked up from, and its global name: empty at top level. */
  readonly nesting: { readonly cls: number; readonly path: string };
  readonly locals: Locals;
  /** The method being read, or null in a body. */
  readonly method: ReadingMethod | null;
  /** Methods written in a block that no class is known for, or at top level, by name of their variables. */
  readonly functions: ReadonlyMap<string, string>;
}

export interface ReadingMethod {
  readonly name: string;
  /** The block that the method is called with. */
  readonly block: Slot;
  readonly returned: Slot;
  /** Slots of its parameters, which `super` without arguments passes on. */
  readonly parameters: readonly Slot[];
}

export interface ReadingBody {
  readonly cls: number;
  readonly definition: number;
  readonly kind: 'top' | 'class' | 'block';
  /** Where members of the class itself go: for a concern's `included` block, what its includers get. */
  readonly classSide: { readonly cls: number; readonly place: 'instance' | 'class' };
  /** Variables of instances and of the class that have a definition. */
  readonly fields: Set<string>;
  readonly written: WrittenVisibility;
  /** What `private`, `protected` and `module_function` without arguments say of what follows. */
  visibility: string;
  isModuleFunction: boolean;
}

/** Reads in another scope, and comes back to the present one. */
export function within<Result>(reading: Reading, scope: ReadingScope, read: () => Result): Result {
  const outer = reading.scope;
  reading.scope = scope;
  const result = read();
  reading.scope = outer;
  return result;
}

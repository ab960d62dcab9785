import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';

/**
 * One file being read. What reads expressions, patterns, types and items need each other; all find each
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
  /** Reads the items of a file, a module or a block, in an order that lets each find the others. */
  items(nodes: readonly Node[]): void;
  /** Where a name stands for what a file's own modules do: the names of types, and rows for impl blocks. */
  module: ModuleNames;
  /** Type parameters in scope. */
  generics: ReadonlyMap<string, TypeMeaning>;
  /** What `Self` is. */
  self: SelfType | null;
  /** Whether the declared result of the function being read says all about what it returns. */
  returnsAsDeclared: boolean;
  /** Where the values that `break` gives to the innermost `loop` go. */
  broken: Slot[];
  /** What stands above each item: documentation and attributes, by parent. */
  readonly heads: Map<Node, ReadonlyMap<Node, ItemHead>>;
}

/** What a type says a value is: an instance of one of `classes`, or what `values` hold. */
export interface TypeMeaning {
  readonly classes: readonly Slot[];
  readonly values: readonly Slot[];
}

/** A struct, an enum, a union or a trait of this file. */
export interface NamedType {
  readonly definition: number;
  readonly row: number;
}

export interface ModuleNames {
  readonly types: Map<string, NamedType>;
  /** Class rows for the impl blocks of types that are written elsewhere, by the type's text. */
  readonly parts: Map<string, number>;
  /** Definitions of the modules in the file from the outermost to this one, and their names. */
  readonly definitions: readonly number[];
  readonly path: readonly string[];
  /** Whether names may come from somewhere that does not list them. */
  readonly hasGlobs: boolean;
}

export interface SelfType {
  readonly row: number;
  /** The class row to which members belong: the type's own, or that of an impl block for a trait. */
  readonly members: number;
  /** The type's definition, or -1 when it is written elsewhere. */
  readonly definition: number;
  readonly meaning: TypeMeaning;
  /** What stands before the names of members where no definition of the type does. */
  readonly qualifier: string;
  readonly isTrait: boolean;
}

/** The comments and attributes above an item. */
export interface ItemHead {
  readonly comments: readonly Node[];
  readonly attributes: readonly Node[];
}

/** Reads with other type parameters in scope. */
export function withGenerics(
  reading: Reading,
  more: ReadonlyMap<string, TypeMeaning>,
  read: () => void,
): void {
  const { generics } = reading;
  if (more.size > 0) reading.generics = new Map([...generics, ...more]);
  read();
  reading.generics = generics;
}

/** Reads with another meaning of `Self`. */
export function withSelf(reading: Reading, self: SelfType | null, read: () => void): void {
  const before = reading.self;
  reading.self = self;
  read();
  reading.self = before;
}

import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';
import type { DocType } from './doc-types.ts';
import type { TypeMeaning } from './type-meanings.ts';

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
  /** The function whose statements are being read, or the file. */
  scope: FunctionScope;
  /** The namespace being read and what is imported into it. */
  names: NamespaceNames;
  /** Whether the file has more than one namespace, so that none of them is the file's own. */
  readonly hasNamespaces: boolean;
  /** Names of the whole program that the file declares, by how they are written and in lower case. */
  readonly declared: Map<string, string>;
  /** Values of imports that names below them were given already. */
  readonly fed: Set<string>;
  /** Classes that `instanceof` tests for, by the expression's node; filled as conditions are read. */
  readonly testedTypes: Map<Node, Slot>;
  /** Types that a comment gives to variables assigned next. */
  readonly announced: Map<string, TypeMeaning>;
}

export interface FunctionScope {
  /** Its variables, with their `$`. */
  readonly variables: Set<string>;
  /** The function around whose variables are seen here, too: that of an arrow function. */
  readonly around: FunctionScope | null;
  /** The class around, or null. */
  readonly class: ReadingClass | null;
  /** Whether the receiver is the class rather than an instance. */
  readonly isStatic: boolean;
  /** Types that the function's comment gives to global variables. */
  readonly globals: ReadonlyMap<string, DocType>;
  /** Names in strings that its variables are given: see `named-values.ts`. */
  readonly strings: Map<string, readonly string[]>;
  /** Whether properties are tested in it: see `tested-properties.ts`. */
  hasTests: boolean;
  /** The container that a generator gives: made at its first `yield`. */
  yielded: Slot;
}

export interface ReadingClass {
  readonly definition: number;
  readonly row: number;
  readonly kind: ClassKind;
  /** The class itself. */
  readonly value: Slot;
  /** What it extends. */
  readonly parent: Slot;
  /** Type parameters that its comment declares, with what bounds them. */
  readonly templates: Map<string, TypeMeaning>;
}

export type ClassKind = 'class' | 'interface' | 'trait' | 'enum';

export interface NamespaceNames {
  /** Without a leading or trailing `\`; empty for the global one. */
  readonly namespace: string;
  readonly classes: Map<string, ImportedName>;
  readonly functions: Map<string, ImportedName>;
  readonly constants: Map<string, ImportedName>;
}

/** An imported name: its whole path, and what its variable is called in the scope. */
export interface ImportedName {
  readonly path: string;
  readonly variable: string;
}

export function openNamespace(namespace: string): NamespaceNames {
  return { namespace, classes: new Map(), functions: new Map(), constants: new Map() };
}

const noTypes: ReadonlyMap<string, DocType> = new Map();

export function functionScope(facts: {
  readonly around?: FunctionScope | null;
  readonly class?: ReadingClass | null;
  readonly isStatic?: boolean;
  readonly globals?: ReadonlyMap<string, DocType>;
}): FunctionScope {
  return {
    variables: new Set(),
    around: facts.around ?? null,
    class: facts.class ?? null,
    isStatic: facts.isStatic ?? false,
    globals: facts.globals ?? noTypes,
    strings: new Map(),
    hasTests: false,
    yielded: nothing,
  };
}

/** Reads in another scope, and comes back to the present one. */
export function within(reading: Reading, scope: FunctionScope, read: () => void): void {
  const outer = reading.scope;
  reading.scope = scope;
  read();
  reading.scope = outer;
}

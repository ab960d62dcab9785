import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Slot, Variable } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';

/**
 * One file being read. What reads expressions, statements and types need each other; all find the others
 * here, and here C++ adds its own to what C has.
 */
export interface Reading {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  readonly isCpp: boolean;
  /** Reads an expression and gives its value. `access` says what the value found is used for. */
  value(node: Node, access?: SiteAccess): Slot;
  /** Reads an expression whose own value is of no use: a number, a condition. */
  use(node: Node): void;
  statement(node: Node): void;
  /** Reads a type: its names are references. */
  type(node: Node): TypeMeaning;
  /** Reads a struct, union or class with its body and gives the class; `alias` names one without a name. */
  record(node: Node, alias: Node): Slot;
  /** Reads `{ … }` or `( … )` after a declared name, and gives what it makes. */
  initialise(type: TypeMeaning, node: Node, isExact: boolean): Slot;
  /** What an element of the value is: in C that of an array is not told apart from it. */
  elementOf(value: Slot): Slot;
  /** Where names stand that are being read. */
  scope: NameScope;
  /** Functions that the file has a body for, by qualified name: their declarations say nothing more. */
  readonly bodies: Set<string>;
  /** Declared functions and variables of the file, so that each is defined once. */
  readonly declared: Set<string>;
  /** Classes of the file by qualified name. */
  readonly classes: Map<string, ClassScope>;
  /** Namespaces that the file opens, by qualified name. */
  readonly namespaces: Set<string>;
  /** Prefixes that `using namespace` makes optional. */
  readonly directives: string[];
  /** Names of the templates around that stand for types. */
  readonly typeParameters: Set<Variable>;
  /** Other names of namespaces. */
  readonly aliases: Map<string, string>;
  /** Whether a function's body is being read: names declared there are its own. */
  isInBody: boolean;
  /** Who may use the members that are being read: `public`, `private`; '' outside of classes. */
  access: string;
  /** Whether what the function being read gives is said by its type. */
  isResultTyped: boolean;
}

export interface NameScope {
  /** What a name may stand behind here, the innermost first: `a::C::`, `a::`, ''. */
  readonly prefixes: readonly string[];
  /** The class whose members names may mean. */
  readonly cls: ClassScope | null;
}

export interface ClassScope {
  readonly row: number;
  readonly definition: number;
  /** `a::C` */
  readonly name: string;
  /** `C` */
  readonly simpleName: string;
  /** Classes of fields that are no pointers, for what their initialisers call. */
  readonly fieldTypes: Map<string, Slot>;
  /** Something of the class, for code in its body that stands in no method. */
  readonly itself: Slot;
  /** Names of members that the file declares. */
  readonly members: Set<string>;
  /** Whether all that it has, also from above, is in this file. */
  readonly isWhole: boolean;
}

/**
 * What a type says of a value: an instance of one of `classes`, or what `values` hold. `isPlain`: numbers
 * and the like, which have no members. `isTag`: the type is surely a struct, so that no value can say more.
 */
export interface TypeMeaning {
  readonly classes: readonly Slot[];
  readonly values: readonly Slot[];
  readonly isPlain?: boolean;
  readonly isTag?: boolean;
  /** Whether it is `auto`: what is stored says what it is. */
  readonly isOpen?: boolean;
}

export const plainType: TypeMeaning = { classes: [], values: [], isPlain: true };
export const openType: TypeMeaning = { classes: [], values: [], isOpen: true };

/** Reads within another scope of names, and comes back to the present one. */
export function withinScope(reading: Reading, scope: NameScope, read: () => void): void {
  const { scope: outer } = reading;
  reading.scope = scope;
  read();
  reading.scope = outer;
}

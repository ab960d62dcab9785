import type { FactsBuilder, SiteAccess } from '../../facts/builder.ts';
import type { Slot, Variable } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';
import type { TypeMeaning } from '../jvm/meanings.ts';

/**
 * One file being read. What reads expressions, statements, types and declarations need each other; all find
 * the others here, so that their files need not.
 */
export interface Reading {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  /** Reads an expression and gives its value. `access` says what the value found is used for. */
  value(node: Node, access?: SiteAccess): Slot;
  statement(node: Node): void;
  /** Reads a type: its names are references. */
  type(node: Node): TypeMeaning;
  /** Reads the declarations of a class body into the open class. */
  body(node: Node, cls: ClassFacts): void;
  /** What the function being read is declared to give. */
  result: TypeMeaning;
  /** What a `break` without a label leaves. */
  breakable: 'loop' | 'switch' | null;
  /** Whether code of a function is being read, and not the body of a class. */
  isInCode: boolean;
  /** What local variables are declared to be. */
  readonly typesOfLocals: Map<Variable, TypeMeaning>;
  /** What `yield` in the switch being read gives its value to. */
  yielded: Slot[];
  /** Classes around what is being read, the innermost last. */
  readonly classes: ClassFacts[];
}

/** A class being read. */
export interface ClassFacts {
  readonly row: number;
  readonly definition: number;
  readonly name: string;
  /** Names of its own fields and, with brackets, of its methods. */
  readonly names: Set<string>;
  /** Whether others can name it: not inside of functions. */
  readonly isNamed: boolean;
  readonly isInterface: boolean;
  /** Of a record: what its head declares. */
  readonly components: Component[];
}

export interface Component {
  readonly node: Node;
  readonly nameNode: Node;
  /** What the component is declared to hold. */
  readonly value: Slot;
}

/** Reads a function with its own result and nothing to break out of, and comes back to the present ones. */
export function withinFunction(reading: Reading, result: TypeMeaning, read: () => void): void {
  const { result: outer, breakable, yielded, isInCode } = reading;
  reading.result = result;
  reading.breakable = null;
  reading.yielded = [];
  reading.isInCode = true;
  read();
  reading.result = outer;
  reading.breakable = breakable;
  reading.yielded = yielded;
  reading.isInCode = isInCode;
}

/** Reads what belongs to a class. */
export function withinClass(reading: Reading, cls: ClassFacts, read: () => void): void {
  const { isInCode } = reading;
  reading.isInCode = false;
  reading.classes.push(cls);
  read();
  reading.classes.pop();
  reading.isInCode = isInCode;
}

/** Reads the body of what a `break` leaves. */
export function withinBreakable(reading: Reading, kind: 'loop' | 'switch', read: () => void): void {
  const { breakable } = reading;
  reading.breakable = kind;
  read();
  reading.breakable = breakable;
}

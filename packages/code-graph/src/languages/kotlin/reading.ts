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
  /** Reads statements; gives what the last of them gives. */
  block(node: Node): Slot;
  /** Reads a type: its names are references. */
  type(node: Node): TypeMeaning;
  /** What the function being read is declared to give. */
  result: TypeMeaning;
  /** Whether code of a function is being read, and not the body of a class or file. */
  isInCode: boolean;
  /** What names without a receiver may be members of besides the class, the innermost last. */
  readonly receivers: Slot[];
  /** Classes around what is being read, the innermost last. */
  readonly classes: ClassFacts[];
  readonly typesOfLocals: Map<Variable, TypeMeaning>;
  /** Lambdas that stand behind a call and are arguments of it, by the call's node. */
  readonly trailing: Map<Node, Node>;
  /** What the getter or setter being read calls `field`. */
  field: Slot;
}

/** A class or object being read; the file's own class comes first. */
export interface ClassFacts {
  readonly row: number;
  /** -1 for the class that holds what stands at the top of the file. */
  readonly definition: number;
  readonly name: string;
  readonly isInterface: boolean;
  /** Whether there is a single instance, so that members are found on its name. */
  readonly isObject: boolean;
  /** Whether others can name it: not inside of functions. */
  readonly isNamed: boolean;
  /** The class that has this companion, or -1. */
  readonly companionOf: number;
  /** Names of its properties and, with brackets, of its functions. */
  readonly names: Set<string>;
}

/** Reads a function with its own result, and comes back to the present one. */
export function withinFunction(reading: Reading, result: TypeMeaning, read: () => void): void {
  const { result: outer, isInCode } = reading;
  reading.result = result;
  reading.isInCode = true;
  read();
  reading.result = outer;
  reading.isInCode = isInCode;
}

/** Reads code in which members of one more value need no receiver. */
export function withReceiver(reading: Reading, receiver: Slot, read: () => void): void {
  reading.receivers.push(receiver);
  read();
  reading.receivers.pop();
}

/** Reads what belongs to a class: values around it are receivers no more in its functions. */
export function withinClass(reading: Reading, cls: ClassFacts, read: () => void): void {
  const { isInCode } = reading;
  reading.isInCode = false;
  reading.classes.push(cls);
  read();
  reading.classes.pop();
  reading.isInCode = isInCode;
}

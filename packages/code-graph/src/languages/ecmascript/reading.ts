import type { FactsBuilder } from '../../facts/builder.ts';
import type { Slot, Variable } from '../../facts/scopes.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';
import type { Meaning } from './meanings.ts';

/**
 * What every part of the extraction works on. The parts call each other only through `read` and
 * `readNamed`, because expressions hold functions, which hold statements, which hold expressions.
 */
export interface Reader {
  readonly tree: SyntaxTree;
  readonly facts: FactsBuilder;
  /** Reads any node: an expression gives the slot of its value, a statement `nothing`. */
  read(node: Node): Slot;
  /** Reads a value that is given a name, so that a function, class or object becomes a definition. */
  readNamed(node: Node, naming: Naming): Named;
  /** What is known of the function, class or module body being read. */
  body: Body;
  readonly file: FileState;
}

export interface Body {
  /** The class that `this` is an instance of, or null. */
  readonly class: ClassBody | null;
  /** The object literal whose method is being read: where `super` starts; else `nothing`. */
  readonly home: Slot;
  /** The iterator that a generator gives, else `nothing`. */
  readonly generator: Slot;
  /** The definition that functions without a name belong to, or -1 for the surrounding one. */
  readonly owner: number;
  /** Loops around the statement, within the function. */
  loops: number;
  /** The class row of the namespace whose code it is, or -1. */
  readonly namespace: number;
  /** Whether variables declared directly in it are definitions: a module's or namespace's own code. */
  readonly isModuleLevel: boolean;
}

export interface ClassBody {
  readonly row: number;
  readonly definition: number;
  /** Names that instances are known to have. */
  readonly members: Set<string>;
}

/** State of one file. */
export interface FileState {
  /** Run after the last statement, when every definition is known. */
  readonly atEnd: (() => void)[];
  /** Offsets of the word `arguments`, ascending. */
  readonly argumentsAt: readonly number[];
  readonly hasVar: boolean;
  /** Whether a condition may say what type a name is of. */
  readonly hasTypeTests: boolean;
  /** Offsets of what may be an assignment, ascending. */
  readonly assignmentsAt: readonly number[];
  /** The classes on the right of the `instanceof` expressions read so far. */
  readonly instanceOf: Map<Node, Slot>;
  /** Names given to values inside parentheses or assertions, and what they came to be. */
  readonly wrapped: Map<Node, Naming>;
  readonly wrappedDefinitions: Map<Node, number>;
  /** What variables are annotated with. */
  readonly declared: Map<Variable, Meaning>;
  /** The CommonJS exports object, once it was used; else `nothing`. */
  exportsObject: Slot;
  /** Whether the exports object is used as a value, so that its names are not all known. */
  isExportsValue: boolean;
}

/** What a value is bound to. */
export interface Naming {
  readonly name: string;
  readonly nameNode: Node;
  /** The whole of the declaration, and the statement that documentation stands before. */
  readonly node: Node;
  readonly statement: Node;
  readonly kind: 'function' | 'method';
  readonly parent?: number;
  /** Path between the parent's name and this one where no definition stands for it. */
  readonly qualifier?: string;
  readonly visibility?: string;
  readonly exported?: boolean;
  readonly modifiers?: readonly string[];
  /** What `this` is in the function, when it is known where it is bound. */
  readonly receiver?: Slot;
  /** What an object's methods hang under: the definition of the variable it is bound to. */
  readonly definition?: number;
}

export interface Named {
  readonly slot: Slot;
  /** The function or class that was defined, or -1. */
  readonly definition: number;
}

/** Reads a part of the program with what is known of its body. */
export function withBody<T>(r: Reader, body: Body, read: () => T): T {
  const outer = r.body;
  r.body = body;
  try {
    return read();
  } finally {
    r.body = outer;
  }
}

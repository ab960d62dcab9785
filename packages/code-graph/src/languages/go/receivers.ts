import { noNode, type Node } from '../../syntax/tree.ts';
import { declareReceiverTypes } from './parameters.ts';
import { firstPart } from './parts.ts';
import type { Reading } from './reading.ts';

/** What a method is declared on. */
export interface Receiver {
  readonly typeName: string;
  /** Class row to which the method belongs. */
  readonly row: number;
  /** The type's definition, or -1 when another file declares the type. */
  readonly definition: number;
  readonly isFunction: boolean;
  /** The receiver's own name, or ''. */
  readonly name: string;
  /** The type with its parameters, or `noNode`. */
  readonly generic: Node;
}

/** `(s *Server)`, `(List[T])` */
export function readReceiver(reading: Reading, list: Node): Receiver | undefined {
  const { tree } = reading;
  if (list === noNode) return undefined;
  const declaration = firstPart(tree, list);
  if (declaration === noNode) return undefined;
  const { nameNode, generic } = typeNameIn(reading, tree.child(declaration, 'type'));
  if (nameNode === noNode) return undefined;
  const name = tree.child(declaration, 'name');
  const typeName = tree.text(nameNode);
  const known = reading.types.get(typeName);
  return {
    typeName,
    row: known?.row ?? partOf(reading, typeName, nameNode),
    definition: known?.definition ?? -1,
    isFunction: known?.isFunction ?? false,
    name: name === noNode ? '' : tree.text(name),
    generic,
  };
}

function typeNameIn({ tree }: Reading, type: Node): { nameNode: Node; generic: Node } {
  let [at, generic] = [type, noNode];
  while (at !== noNode && tree.kind(at) !== 'type_identifier') {
    if (tree.kind(at) === 'generic_type') generic = at;
    at = firstPart(tree, at);
  }
  return { nameNode: at, generic };
}

/** The row for methods of a type of another file. */
function partOf({ facts, parts }: Reading, typeName: string, at: Node): number {
  const known = parts.get(typeName);
  if (known !== undefined) return known;
  const type = facts.read(typeName, at, 'type');
  const row = facts.openClass({ definition: -1, isPart: true });
  facts.base(row, type, 'extends', at);
  facts.closeClass();
  parts.set(typeName, row);
  return row;
}

/** The member of a type of functions that holds the function: what calling the receiver calls. */
export const underlyingFunction = '()';

/** Gives the receiver its name in the open method. */
export function bindReceiver(reading: Reading, { name, generic, isFunction }: Receiver): void {
  const { facts } = reading;
  if (generic !== noNode) declareReceiverTypes(reading, generic);
  if (name === '' || name === '_') return;
  const itself = facts.this();
  facts.declare(name, 'parameter');
  const callable = isFunction ? facts.load(itself, underlyingFunction, noNode) : -1;
  facts.assign(name, facts.join([itself, callable]));
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { constantKey, symbolKey } from './keys.ts';
import type { Reader } from './reading.ts';

/**
 * What `o[key]` means: a member with a name, or any element, among them the one that a constant of the
 * module stands for.
 */
export interface Subscript {
  readonly object: Slot;
  readonly index: Node;
  /** The name of a literal key, or undefined. */
  readonly name: string | undefined;
  /** The name of a key that is a constant, or undefined. */
  readonly symbol: string | undefined;
}

/** Reads the object and the key of a subscript. */
export function readSubscriptParts(r: Reader, node: Node): Subscript {
  const { tree } = r;
  const objectNode = tree.child(node, 'object');
  const isSuper = objectNode !== noNode && tree.kind(objectNode) === 'super';
  const object = objectNode === noNode || isSuper ? nothing : r.read(objectNode);
  const index = tree.child(node, 'index');
  const name = index === noNode ? undefined : constantKey(tree, index);
  if (name === undefined && index !== noNode) r.read(index);
  return { object, index, name, symbol: name === undefined ? constantName(r, index) : undefined };
}

/** The name of a computed key that is a constant: `[Symbol.iterator]`. */
export function constantName(r: Reader, key: Node): string | undefined {
  return symbolKey(r.tree, key, (name) => r.facts.find(name)?.scope.parent === null);
}

/** The value of `o[key]` where the key is not a literal. */
export function anyElement(r: Reader, { object, symbol }: Subscript): Slot {
  const { facts } = r;
  const element = facts.element(object);
  return symbol === undefined ? element : facts.join([element, facts.load(object, symbol, noNode)]);
}

/** `o[key]` */
export function readSubscript(r: Reader, node: Node): Slot {
  const parts = readSubscriptParts(r, node);
  return parts.name === undefined
    ? anyElement(r, parts)
    : r.facts.load(parts.object, parts.name, parts.index);
}

/** `o[key] = value` */
export function storeSubscript(r: Reader, node: Node, value: Slot): void {
  const { object, index, name, symbol } = readSubscriptParts(r, node);
  if (name !== undefined) r.facts.store(object, name, value, index);
  else {
    r.facts.put(object, value);
    if (symbol !== undefined) r.facts.store(object, symbol, value);
  }
}

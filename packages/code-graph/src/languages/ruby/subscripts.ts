import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

export interface Subscript {
  readonly object: Slot;
  readonly key: string | undefined;
  readonly at: Node;
  readonly keys: readonly Slot[];
}

/** `object[keys]` */
export function readSubscript(reading: Reading, node: Node): Slot {
  const subscript = readSubscriptArguments(reading, node);
  const { object, key, at, keys } = subscript;
  const { facts } = reading;
  if (object === nothing) return nothing;
  const element = key === undefined ? facts.element(object) : facts.item(object, key);
  const called = facts.call(
    { receiver: object, member: '[]', at },
    keys.map((slot) => ({ slot })),
  );
  return facts.join([element, called]);
}

export function readSubscriptArguments(reading: Reading, node: Node): Subscript {
  const { tree } = reading;
  const objectNode = tree.child(node, 'object');
  const object = reading.value(objectNode);
  const keyNodes = parts(tree, node).filter((part) => part !== objectNode);
  const keys = keyNodes.map((part) => reading.value(part, 'value'));
  const [only = noNode, ...more] = keyNodes;
  const bracket = tree.childOfKind(node, '[');
  return {
    object,
    key: more.length === 0 ? keyOf(reading, only) : undefined,
    at: bracket === noNode ? node : bracket,
    keys,
  };
}

function keyOf({ tree }: Reading, node: Node): string | undefined {
  if (node === noNode) return undefined;
  return tree.kind(node) === 'integer' ? tree.text(node) : textOfSymbol(tree, node);
}

/** `object[keys] = value` */
export function storeElement({ facts }: Reading, { object, key, at, keys }: Subscript, value: Slot): void {
  if (object === nothing) return;
  facts.call(
    { receiver: object, member: '[]=', at },
    [...keys, value].map((slot) => ({ slot })),
  );
  if (key === undefined) facts.put(object, value);
  else facts.store(object, key, value);
}

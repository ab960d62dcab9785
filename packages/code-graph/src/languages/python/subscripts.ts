import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { callOf } from './protocols.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/** The name that a constant key is stored under, or undefined: `x['name']`, `x[0]`. */
function constantKey({ tree }: Reading, key: Node): string | undefined {
  if (key === noNode) return undefined;
  return tree.kind(key) === 'integer' ? tree.text(key) : textOfString(tree, key);
}

/** `x[key]` */
export function readSubscript(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [object, ...keys] = parts(tree, node);
  if (object === undefined) return nothing;
  const value = reading.value(object);
  const [key = noNode] = keys;
  const constant = keys.length === 1 ? constantKey(reading, key) : undefined;
  if (constant !== undefined)
    return facts.join([facts.item(value, constant), callOf(reading, value, '__getitem__')]);
  for (const each of keys) reading.value(each);
  const isSlice = key !== noNode && tree.kind(key) === 'slice';
  return isSlice ? value : facts.join([facts.element(value), callOf(reading, value, '__getitem__')]);
}

/** `x[key] = value` */
export function storeSubscript(reading: Reading, node: Node, value: Slot): void {
  const { tree, facts } = reading;
  const [object, ...keys] = parts(tree, node);
  if (object === undefined) return;
  const container = reading.value(object);
  const constant = keys.length === 1 ? constantKey(reading, keys[0]!) : undefined;
  if (constant !== undefined) return facts.store(container, constant, value);
  for (const each of keys) reading.value(each);
  facts.put(container, value);
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readShorthand } from './arguments.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

/** Elements after these are stored under no key of their own: who writes so many reads them in a loop. */
const indexedElementsMax = 16;
const keyedValuesMax = 200;

/** `[a, *b]`, `a, b` */
export function readArray(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const array = facts.object();
  let isIndexed = true;
  parts(tree, node).forEach((part, index) => {
    const isSplat = tree.kind(part) === 'splat_argument';
    if (isSplat || index >= indexedElementsMax) isIndexed = false;
    const value = reading.value(isSplat ? tree.firstNamedChild(part) : part, 'value');
    if (isSplat) facts.put(array, facts.element(value));
    else if (isIndexed) facts.store(array, String(index), value);
    else facts.put(array, value);
  });
  return array;
}

/** `{ key: value, other => value, **rest }` */
export function readHash(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const hash = facts.object();
  parts(tree, node).forEach((part, index) => {
    if (tree.kind(part) === 'pair') readPair(reading, part, hash, index < keyedValuesMax);
    else facts.put(hash, facts.element(reading.value(tree.firstNamedChild(part))));
  });
  return hash;
}

function readPair(reading: Reading, pair: Node, hash: Slot, isKeyed: boolean): void {
  const { tree, facts } = reading;
  const key = tree.child(pair, 'key');
  const text = isKeyed ? textOfSymbol(tree, key) : undefined;
  if (text === undefined) reading.value(key);
  const written = tree.child(pair, 'value');
  const value =
    written === noNode && key !== noNode ? readShorthand(reading, key) : reading.value(written, 'value');
  if (text === undefined) facts.put(hash, value);
  else facts.store(hash, text, value);
}

/** The expressions inside a string; its value holds nothing of the program's. */
export function readString(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) {
    if (reading.tree.kind(part) === 'interpolation') reading.value(reading.tree.firstNamedChild(part));
    else if (reading.tree.firstNamedChild(part) !== noNode) readString(reading, part);
  }
  return nothing;
}

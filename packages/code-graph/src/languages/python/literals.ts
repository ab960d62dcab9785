import type { SiteAccess } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/** Elements after these are stored under no key of their own: who writes so many reads them in a loop. */
const indexedElementsMax = 16;
/** Likewise for the keys of a dictionary. */
const keyedValuesMax = 200;

/** `[a, b]`, `(a, b)`, `{a, b}`, `a, b` */
export function readSequence(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const sequence = facts.object();
  let isIndexed = tree.kind(node) !== 'set';
  parts(tree, node).forEach((part, index) => {
    const isSplat = tree.kind(part) === 'list_splat';
    if (isSplat || index >= indexedElementsMax) isIndexed = false;
    const value = reading.value(part, 'value');
    if (isSplat) facts.put(sequence, facts.element(value));
    else if (isIndexed) facts.store(sequence, String(index), value);
    else facts.put(sequence, value);
  });
  return sequence;
}

/** `{'key': value, other: value, **rest}` */
export function readDictionary(reading: Reading, node: Node, _access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const dictionary = facts.object();
  parts(tree, node).forEach((part, index) => {
    if (tree.kind(part) === 'pair') readPair(reading, part, dictionary, index < keyedValuesMax);
    else facts.put(dictionary, facts.element(reading.value(tree.firstNamedChild(part))));
  });
  return dictionary;
}

function readPair(reading: Reading, pair: Node, dictionary: Slot, isKeyed: boolean): void {
  const { tree, facts } = reading;
  const key = tree.child(pair, 'key');
  const text = isKeyed ? textOfString(tree, key) : undefined;
  if (text === undefined && key !== noNode) reading.value(key);
  const value = reading.value(tree.child(pair, 'value'), 'value');
  if (text === undefined) facts.put(dictionary, value);
  else facts.store(dictionary, text, value);
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { callOf } from './protocols.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { bindTarget, isSequence } from './targets.ts';

/** What a loop runs over: the element, and what is known of its places (`for key, value in d.items()`). */
export interface Elements {
  readonly element: Slot;
  readonly places: readonly Slot[];
}

/** Reads the expression after `in`. */
export function readIterable(reading: Reading, node: Node): Elements {
  const value = reading.value(node);
  return { element: elementOf(reading, value, node), places: placesOf(reading, node) };
}

/** Gives the loop's target its value. */
export function bindElement(reading: Reading, target: Node, { element, places }: Elements): void {
  if (target === noNode) return;
  const { tree, facts } = reading;
  if (places.length === 0 || !isSequence(tree, target)) return bindTarget(reading, target, element);
  parts(tree, target).forEach((part, index) => {
    const value = facts.join([places[index] ?? nothing, facts.load(element, String(index), noNode)]);
    bindTarget(reading, part, value);
  });
}

/** An element of a container, or what the iterator of an object gives. */
function elementOf(reading: Reading, value: Slot, at: Node): Slot {
  if (value === nothing) return nothing;
  const { tree, facts } = reading;
  const isAsync = tree.childOfKind(tree.parent(at), 'async') !== noNode;
  const iterator = callOf(reading, value, isAsync ? '__aiter__' : '__iter__', at);
  const next = callOf(reading, iterator, isAsync ? '__anext__' : '__next__', at);
  return facts.join([facts.element(value), facts.element(iterator), next]);
}

function placesOf({ facts, pairings }: Reading, node: Node): Slot[] {
  const pairing = pairings.get(node);
  if (pairing === undefined) return [];
  const elements = pairing.containers.map((container) => facts.element(container));
  return pairing.places === 'each' ? elements : [nothing, facts.join(elements)];
}

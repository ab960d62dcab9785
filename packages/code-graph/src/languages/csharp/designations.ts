import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Declares `x`, or each of `(x, (y, z))`, with what it holds. */
export function declareDesignation(reading: Reading, node: Node, value: Slot): void {
  const { tree, facts } = reading;
  if (node === noNode) return;
  if (tree.kind(node) === 'identifier') {
    const name = tree.text(node);
    if (name === '_') return;
    facts.declare(name, 'local');
    return facts.assign(name, value);
  }
  parts(tree, node).forEach((part, index) => {
    declareDesignation(reading, part, value === nothing ? nothing : partOf(reading, value, index));
  });
}

/** One value of several: of a tuple, or what a `Deconstruct` gives. */
export function partOf({ facts }: Reading, value: Slot, index: number): Slot {
  if (value === nothing) return nothing;
  const deconstruct = facts.load(value, 'Deconstruct', noNode);
  return facts.join([
    facts.load(value, `Item${index + 1}`, noNode),
    facts.load(deconstruct, `out ${index}`, noNode),
    facts.load(value, ['Key', 'Value'][index] ?? '', noNode),
  ]);
}

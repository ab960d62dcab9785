import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node } from '../../syntax/tree.ts';
import { iteratedOf } from './elements.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `yield $a`, `yield $k => $a`, `yield from $list`: the function gives something with these elements. */
export function readYield(reading: Reading, node: Node): Slot {
  const { tree, facts, scope } = reading;
  if (scope.yielded === nothing) scope.yielded = facts.object();
  const given = firstPart(tree, node);
  if (given === -1) return nothing;
  if (tree.text(tree.firstChild(node)).toLowerCase().includes('from')) {
    facts.put(scope.yielded, iteratedOf(reading, reading.value(given)));
    return nothing;
  }
  const entry = kindOf(tree, given) === 'array_element_initializer' ? parts(tree, given) : [given];
  const values = entry.map((part) => reading.value(part, 'value'));
  facts.put(scope.yielded, values.at(-1) ?? nothing);
  return nothing;
}

import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node } from '../../syntax/tree.ts';
import { readMethodPair } from './callables.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { constantKey } from './strings.ts';

/** `[1, 'a' => 2, ...$b]`; `[$this, 'run']` is also the method. */
export function readArray(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const entries = parts(tree, node);
  const array = facts.object();
  const values = entries.map((entry, position) => readEntry(reading, array, entry, position));
  return facts.join([readMethodPair(reading, entries, values[0] ?? nothing, access), array]);
}

function readEntry(reading: Reading, array: Slot, entry: Node, position: number): Slot {
  const { tree, facts } = reading;
  const [first, second] = parts(tree, entry);
  if (first === undefined) return nothing;
  if (kindOf(tree, first) === 'variadic_unpacking') {
    const spread = reading.value(firstPart(tree, first));
    facts.put(array, facts.element(spread));
    return nothing;
  }
  if (second === undefined) {
    const value = reading.value(first, 'value');
    if (value !== nothing) facts.store(array, String(position), value);
    return value;
  }
  const key = constantKey(tree, first);
  if (key === undefined) reading.value(first, 'value');
  const value = reading.value(second, 'value');
  if (value === nothing) return nothing;
  if (key === undefined) facts.put(array, value);
  else facts.store(array, key, value);
  return value;
}

import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { elementOf, putElement } from './elements.ts';
import type { Reading } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

type Meaning = (reading: Reading, given: readonly Node[], args: readonly Argument[]) => Slot;

/** Go's own functions whose result or effect depends on what they are given. */
export const builtinCalls: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['new', makeOf],
  ['make', makeOf],
  ['append', append],
  ['copy', copyElements],
  ['min', ({ facts }, _given, args) => facts.join(args.map(({ slot }) => slot))],
  ['max', ({ facts }, _given, args) => facts.join(args.map(({ slot }) => slot))],
]);

/** `new(T)`, `make([]T, n)`; since Go 1.26 `new` takes a value, too. */
function makeOf(reading: Reading, [type]: readonly Node[], [first]: readonly Argument[]): Slot {
  if (type === undefined) return nothing;
  const made = valueOfType(reading, reading.type(type));
  return made === nothing ? (first?.slot ?? nothing) : made;
}

/** The slice that is appended to and the one that comes out are one. */
function append(reading: Reading, _given: readonly Node[], [first, ...others]: readonly Argument[]): Slot {
  const { facts } = reading;
  const added = facts.join(
    others.map(({ slot, spread }) => (spread === undefined ? slot : elementOf(reading, slot))),
  );
  if (first === undefined) return nothing;
  putElement(reading, first.slot, added);
  return facts.join([first.slot, added === nothing ? nothing : facts.collection(added)]);
}

function copyElements(reading: Reading, _given: readonly Node[], [to, from]: readonly Argument[]): Slot {
  if (to !== undefined && from !== undefined) putElement(reading, to.slot, elementOf(reading, from.slot));
  return nothing;
}

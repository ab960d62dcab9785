import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import type { Reading } from './reading.ts';

/** An operator calls a function where the receiver's class has one; there is nothing unresolved about others. */
export function operator(
  { facts }: Reading,
  { receiver, name, at }: { readonly receiver: Slot; readonly name: string; readonly at: Node },
  args: readonly { readonly slot: Slot }[],
): Slot {
  const called = calledName(name);
  return receiver === nothing
    ? nothing
    : facts.call({ receiver, member: called, at, isOptional: true }, args);
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Passed } from './arguments.ts';
import type { Reading } from './reading.ts';

/** Members of everything that give their receiver, or a copy of it. */
const selfGiving = new Set([
  'itself',
  'freeze',
  'dup',
  'clone',
  'tap',
  'presence',
  'deep_dup',
  'not_nil!',
  'lazy',
  'with_indifferent_access',
  'extend',
]);
const containerGiving = new Set([
  'to_a',
  'to_h',
  'entries',
  'values',
  'compact',
  'flatten',
  'uniq',
  'sort',
  'reverse',
  'shuffle',
]);

/** Members whose block gets elements of the receiver in pairs of key and value. */
const pairing = new Set([
  'each',
  'each_pair',
  'map',
  'flat_map',
  'collect',
  'select',
  'reject',
  'filter',
  'filter_map',
  'find',
  'detect',
  'any?',
  'all?',
  'none?',
  'to_h',
  'sort_by',
  'group_by',
  'partition',
  'each_with_object',
  'sum',
  'min_by',
  'max_by',
  'delete_if',
  'count',
]);

/**
 * A call whose name the language's own library has, with what that does beside the call itself: the block
 * called with the receiver (`tap`), or with something and an element (`inject`).
 */
export function readLibraryCall(
  { facts }: Reading,
  name: string,
  receiver: Slot,
  { block, positions }: Passed,
  call: () => Slot,
): Slot {
  const result = call();
  const [first = nothing] = positions;
  if (block !== null) {
    if (name === 'tap' || name === 'each_entry') facts.apply(block, [{ slot: receiver }]);
    if (name === 'then' || name === 'yield_self')
      return facts.join([result, facts.apply(block, [{ slot: receiver }])]);
    if (name === 'inject' || name === 'reduce') {
      const reduced = facts.apply(block, [{ slot: first }, { slot: facts.element(receiver) }]);
      return facts.join([result, first, reduced]);
    }
    if (name === 'each_with_object') {
      facts.apply(block, [{ slot: facts.element(receiver) }, { slot: first }]);
      return facts.join([result, first]);
    }
    if (name === 'loop' || name === 'instance_exec' || name === 'class_exec')
      facts.apply(
        block,
        positions.map((slot) => ({ slot })),
      );
    if (pairing.has(name) && receiver !== nothing)
      facts.apply(block, [{ slot: nothing }, { slot: facts.element(receiver) }]);
  }
  if (name === 'fetch' || name === 'dig') return facts.join([result, facts.element(receiver)]);
  return selfGiving.has(name) || containerGiving.has(name) ? facts.join([result, receiver]) : result;
}

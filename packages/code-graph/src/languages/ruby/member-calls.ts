import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { Passed } from './arguments.ts';
import { readLibraryCall } from './library-calls.ts';
import type { Reading } from './reading.ts';

/** A call of a method of `self`, or of one that the code around has. */
export function callOwn(reading: Reading, name: string, at: Node, passed: Passed): Slot {
  const { facts, scope } = reading;
  const variable = scope.functions.get(name);
  if (variable !== undefined) return facts.call({ name: variable, at }, passed.all);
  return readLibraryCall(reading, name, facts.this(), passed, () =>
    facts.call({ receiver: facts.this(), member: name, at }, passed.all),
  );
}

/** A call of a member of what `object` holds. */
export function callMember(reading: Reading, object: Slot, name: string, at: Node, passed: Passed): Slot {
  const { facts } = reading;
  if (name === 'class' && passed.all.length === 0) return facts.load(object, name, noNode);
  return readLibraryCall(reading, name, object, passed, () =>
    facts.call({ receiver: object, member: name, at }, passed.all),
  );
}

const literals = new Set([
  'string',
  'integer',
  'float',
  'simple_symbol',
  'regex',
  'range',
  'delimited_symbol',
  'string_array',
  'symbol_array',
  'heredoc_beginning',
  'nil',
  'true',
  'false',
  'chained_string',
  'subshell',
]);

/** Values are not followed through literals; one that is called upon is at least known to be the library's. */
export function readReceiver(reading: Reading, node: Node): Slot {
  const value = reading.value(node);
  return literals.has(reading.tree.kind(node)) && value === nothing ? reading.facts.object() : value;
}

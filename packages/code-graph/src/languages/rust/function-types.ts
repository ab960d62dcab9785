import type { Node } from '../../syntax/tree.ts';
import { functionTraits } from './library-types.ts';
import { nameOf, parts } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { declareAs, ofValue } from './type-meanings.ts';

/** `fn(A) -> B`, `Fn(A) -> B`: a function that is not known but for what it takes and gives. */
export function readFunctionType(reading: Reading, node: Node): TypeMeaning {
  const { facts, tree } = reading;
  const trait = tree.child(node, 'trait');
  if (trait !== -1 && !functionTraits.has(nameOf(tree, trait))) reading.type(trait);
  const fn = facts.openFunction({ definition: -1, receiver: 'none' });
  for (const part of parts(tree, tree.child(node, 'parameters'))) {
    const type = tree.kind(part) === 'parameter' ? tree.child(part, 'type') : part;
    declareAs(reading, facts.parameter(''), reading.type(type));
  }
  const result = tree.child(node, 'return_type');
  declareAs(reading, facts.returnSlotOf(fn), reading.type(result));
  facts.closeFunction();
  return ofValue(result === -1 ? -1 : facts.functionValue(fn));
}

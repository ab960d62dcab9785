import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/**
 * Lets what is known after a condition came out one way hold from here on: after `isinstance(x, C)`, `x` is
 * an instance of `C`. The condition must have been read before.
 */
export function assume(reading: Reading, condition: Node, outcome: boolean): void {
  if (reading.testedTypes.size === 0 || condition === noNode) return;
  const { tree } = reading;
  switch (tree.kind(condition)) {
    case 'call':
      if (outcome) assumeInstance(reading, condition);
      return;
    case 'not_operator':
      return assume(reading, tree.child(condition, 'argument'), !outcome);
    case 'parenthesized_expression':
      return assume(reading, tree.firstNamedChild(condition), outcome);
    case 'boolean_operator':
      return assumeBoth(reading, condition, outcome);
    default:
  }
}

/** Both sides came out true if `a and b` did, and both false if `a or b` did. */
function assumeBoth(reading: Reading, condition: Node, outcome: boolean): void {
  const isAnd = reading.tree.childOfKind(condition, 'and') !== noNode;
  if (isAnd !== outcome) return;
  for (const side of parts(reading.tree, condition)) assume(reading, side, outcome);
}

function assumeInstance(reading: Reading, call: Node): void {
  const { tree, facts, testedTypes } = reading;
  const type = testedTypes.get(call);
  if (type === undefined) return;
  const [subject] = parts(tree, tree.child(call, 'arguments'));
  if (subject !== undefined) facts.assign(tree.text(subject), facts.instance(type));
}

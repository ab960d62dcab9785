import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentNode } from './library-calls.ts';
import { kindOf, withoutParentheses } from './parts.ts';
import type { Reading } from './reading.ts';
import { assumeProperty } from './tested-properties.ts';
import { assignVariable } from './variables.ts';

/**
 * Lets what is known after a condition came out one way hold from here on: after `$x instanceof Foo`, `$x` is
 * an instance of `Foo`. The condition must have been read before.
 */
export function assume(reading: Reading, condition: Node, outcome: boolean): void {
  if (reading.testedTypes.size === 0 || condition === noNode) return;
  const { tree } = reading;
  const at = withoutParentheses(tree, condition);
  switch (kindOf(tree, at)) {
    case 'unary_op_expression':
      if (tree.source[tree.start(at)] === '!') assume(reading, tree.child(at, 'argument'), !outcome);
      return;
    case 'binary_expression':
      return assumeBinary(reading, at, outcome);
    case 'function_call_expression':
      if (outcome) assumeInstance(reading, at, argumentNode(reading, at, 0));
      return;
    default:
  }
}

/** Both sides came out true if `a && b` did, and both false if `a || b` did. */
function assumeBinary(reading: Reading, node: Node, outcome: boolean): void {
  const { tree } = reading;
  const operatorNode = tree.child(node, 'operator');
  const operator = operatorNode === noNode ? '' : tree.text(operatorNode).toLowerCase();
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  if (operator === 'instanceof') {
    if (outcome) assumeInstance(reading, node, left);
    return;
  }
  const isBoth = operator === '&&' || operator === 'and';
  if (!isBoth && operator !== '||' && operator !== 'or') return;
  if (isBoth !== outcome) return;
  assume(reading, left, outcome);
  assume(reading, right, outcome);
}

function assumeInstance(reading: Reading, test: Node, subject: Node): void {
  const { tree, facts, testedTypes } = reading;
  const type = testedTypes.get(test);
  if (type === undefined) return;
  const at = variableOf(reading, subject);
  if (at === noNode) return assumeProperty(reading, withoutParentheses(tree, subject), facts.instance(type));
  if (tree.text(at) !== '$this') assignVariable(reading, tree.text(at), facts.instance(type));
}

/** The variable that is tested: also in `($x = f()) instanceof Foo`. */
function variableOf({ tree }: Reading, subject: Node): Node {
  const at = withoutParentheses(tree, subject);
  if (kindOf(tree, at) === 'variable_name') return at;
  if (kindOf(tree, at) !== 'assignment_expression') return noNode;
  const target = tree.child(at, 'left');
  return kindOf(tree, target) === 'variable_name' ? target : noNode;
}

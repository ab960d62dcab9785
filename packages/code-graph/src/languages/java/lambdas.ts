import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { unknownType } from '../jvm/meanings.ts';
import { declareParameters } from './parameters.ts';
import { type Reading, withinFunction } from './reading.ts';

/** `(parameters) -> body`: its code belongs to the function around it. */
export function readLambda(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [given, body] = [tree.child(node, 'parameters'), tree.child(node, 'body')];
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  withinFunction(reading, unknownType, () => {
    if (given !== noNode && tree.kind(given) === 'identifier') facts.parameter(tree.text(given));
    else declareParameters(reading, given);
    if (body === noNode) return;
    if (tree.kind(body) === 'block') reading.statement(body);
    else facts.returns(reading.value(body, 'value'));
  });
  facts.closeFunction();
  return facts.functionValue(fn);
}

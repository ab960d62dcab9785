import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareAs, lambdaReceiver, unknownType } from '../jvm/meanings.ts';
import { readFunctionBody } from './functions.ts';
import { declareParameters } from './parameters.ts';
import { isType, parts } from './parts.ts';
import { type Reading, withinFunction, withReceiver } from './reading.ts';
import { declareVariable } from './variables.ts';

/** What is known of a lambda where it is written. */
export interface LambdaUse {
  /** What its first parameter gets. */
  readonly given?: Slot;
  /** What its names may be members of. */
  readonly receiver?: Slot;
}

/** `{ a, (b, c) -> … }`: its code belongs to the function around it, and its last value is what it gives. */
export function readLambda(reading: Reading, node: Node, use: LambdaUse = {}): { value: Slot; result: Slot } {
  const { tree, facts } = reading;
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  const itself = facts.functionValue(fn);
  const receiver = facts.join([use.receiver ?? nothing, facts.load(itself, lambdaReceiver, noNode)]);
  withinFunction(reading, unknownType, () =>
    withReceiver(reading, receiver, () => {
      declareLambdaParameters(reading, tree.childOfKind(node, 'lambda_parameters'), use.given ?? nothing);
      facts.returns(reading.block(node));
    }),
  );
  facts.closeFunction();
  return { value: itself, result: facts.returnSlotOf(fn) };
}

function declareLambdaParameters(reading: Reading, list: Node, given: Slot): void {
  const { facts } = reading;
  const written = list === noNode ? [] : parts(reading.tree, list);
  if (written.length === 0) {
    facts.copy(facts.parameter('it'), given);
    return;
  }
  written.forEach((parameter, index) => {
    const slot = facts.parameter('');
    if (index === 0) facts.copy(slot, given);
    declareVariable(reading, parameter, slot);
  });
}

/** `fun(parameters): T { … }` */
export function readAnonymousFunction(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  const type = parts(tree, node).findLast((part) => isType(tree, part));
  const result = type === undefined ? unknownType : reading.type(type);
  declareAs(facts, facts.returnSlotOf(fn), result);
  withinFunction(reading, result, () => {
    declareParameters(reading, tree.childOfKind(node, 'function_value_parameters'));
    readFunctionBody(reading, tree.childOfKind(node, 'function_body'), result);
  });
  facts.closeFunction();
  return facts.functionValue(fn);
}

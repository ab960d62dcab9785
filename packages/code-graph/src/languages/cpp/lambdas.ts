import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareParameters } from '../c/parameters.ts';
import { parts } from '../c/parts.ts';
import type { Reading } from '../c/reading.ts';

/** `[x = f()](int a) { … }`: its code belongs to the function around it. */
export function readLambda(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  facts.openBlock();
  for (const capture of parts(tree, tree.child(node, 'captures'))) readCapture(reading, capture);
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  const declarator = tree.child(node, 'declarator');
  if (declarator !== noNode) declareParameters(reading, tree.child(declarator, 'parameters'));
  const { isResultTyped, isInBody } = reading;
  reading.isResultTyped = false;
  reading.isInBody = true;
  reading.statement(tree.child(node, 'body'));
  reading.isResultTyped = isResultTyped;
  reading.isInBody = isInBody;
  facts.closeFunction();
  facts.closeBlock();
  return facts.functionValue(fn);
}

function readCapture(reading: Reading, capture: Node): void {
  const { tree, facts } = reading;
  if (tree.kind(capture) !== 'lambda_capture_initializer') return;
  const [left, right] = [tree.child(capture, 'left'), tree.child(capture, 'right')];
  if (left === noNode || right === noNode) return;
  const value = reading.value(right, 'value');
  facts.declare(tree.text(left), 'local');
  facts.assign(tree.text(left), value);
}

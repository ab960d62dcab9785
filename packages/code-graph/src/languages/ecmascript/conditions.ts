import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { unwrap } from './keys.ts';
import type { Reader } from './reading.ts';

/**
 * Says what a condition tells of variables where it holds, or where it does not: after
 * `x instanceof C`, x is a C. The condition must have been read before, outside of the branches.
 */
export function narrow(r: Reader, condition: Node, holds: boolean): void {
  const { tree } = r;
  const node = unwrap(tree, condition);
  if (node === noNode) return;
  const kind = tree.kind(node);
  if (kind === 'unary_expression') {
    const isNot = tree.text(tree.child(node, 'operator')) === '!';
    const argument = tree.child(node, 'argument');
    if (isNot && argument !== noNode) narrow(r, argument, !holds);
    return;
  }
  if (kind !== 'binary_expression') return;
  const operator = tree.text(tree.child(node, 'operator'));
  if (operator === 'instanceof' && holds) narrowInstance(r, node);
  if ((operator === '&&' && holds) || (operator === '||' && !holds)) {
    narrow(r, tree.child(node, 'left'), holds);
    narrow(r, tree.child(node, 'right'), holds);
  }
}

function narrowInstance(r: Reader, node: Node): void {
  const { tree, facts, file } = r;
  const left = unwrap(tree, tree.child(node, 'left'));
  const type = file.instanceOf.get(node) ?? nothing;
  if (type === nothing || left === noNode || tree.kind(left) !== 'identifier') return;
  const name = tree.text(left);
  const variable = facts.find(name);
  if (variable === undefined || variable.scope.frame.function !== facts.function) return;
  const narrowed = facts.slot();
  facts.declareType(narrowed, type);
  facts.copy(narrowed, facts.currentValue(variable));
  facts.assign(name, narrowed);
}

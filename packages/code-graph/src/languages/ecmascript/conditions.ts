import { nothing, type Slot, type Variable } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { constantString, unwrap } from './keys.ts';
import type { Reader } from './reading.ts';

/** Words without which a text tests no type. */
export const typeTests = /\b(?:instanceof|typeof)\b/;

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
  if (operator === 'instanceof' && holds) narrowInstances(r, node);
  if (operator === '||' && holds) narrowInstances(r, node);
  const isEqual = operator === '===' || operator === '==';
  if (isEqual ? holds : (operator === '!==' || operator === '!=') && !holds) narrowToPrimitive(r, node);
  if ((operator === '&&' && holds) || (operator === '||' && !holds)) {
    narrow(r, tree.child(node, 'left'), holds);
    narrow(r, tree.child(node, 'right'), holds);
  }
}

/** What `x instanceof A`, or `x instanceof A || x instanceof B`, says of x. */
function instancesIn(r: Reader, condition: Node): { readonly name: string; readonly type: Slot } | undefined {
  const { tree, facts, file } = r;
  const node = unwrap(tree, condition);
  if (node === noNode || tree.kind(node) !== 'binary_expression') return undefined;
  const left = unwrap(tree, tree.child(node, 'left'));
  if (tree.text(tree.child(node, 'operator')) === '||') {
    const [one, other] = [instancesIn(r, left), instancesIn(r, tree.child(node, 'right'))];
    if (one === undefined || one.name !== other?.name) return undefined;
    return { name: one.name, type: facts.join([one.type, other.type]) };
  }
  const type = file.instanceOf.get(node) ?? nothing;
  if (type === nothing || left === noNode || tree.kind(left) !== 'identifier') return undefined;
  return { name: tree.text(left), type };
}

function narrowInstances(r: Reader, node: Node): void {
  const { facts } = r;
  const said = instancesIn(r, node);
  const variable = said === undefined ? undefined : ownVariable(r, said.name);
  if (said === undefined || variable === undefined) return;
  const narrowed = facts.slot();
  facts.declareType(narrowed, said.type);
  facts.copy(narrowed, facts.currentValue(variable));
  facts.assign(said.name, narrowed);
}

const primitives = new Set(['string', 'number', 'bigint', 'boolean', 'symbol', 'undefined']);

/** `typeof x === 'string'`: x is nothing that the graph knows of. */
function narrowToPrimitive(r: Reader, node: Node): void {
  const { tree, facts } = r;
  const left = unwrap(tree, tree.child(node, 'left'));
  const right = unwrap(tree, tree.child(node, 'right'));
  if (left === noNode || right === noNode || tree.kind(left) !== 'unary_expression') return;
  if (tree.text(tree.child(left, 'operator')) !== 'typeof') return;
  const argument = unwrap(tree, tree.child(left, 'argument'));
  const type = constantString(tree, right);
  if (type === undefined || !primitives.has(type)) return;
  if (argument === noNode || tree.kind(argument) !== 'identifier') return;
  const name = tree.text(argument);
  if (ownVariable(r, name) !== undefined) facts.assign(name, facts.slot());
}

/** The variable of the function being read; one of a function around it may be changed by others. */
function ownVariable(r: Reader, name: string): Variable | undefined {
  const variable = r.facts.find(name);
  return variable?.scope.frame.function === r.facts.function ? variable : undefined;
}

import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readBlockBody } from './blocks.ts';
import { bindConstant } from './constants.ts';
import { documentationOf } from './documentation.ts';
import { assignLocal, declareLocal } from './locals.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './signatures.ts';

/** `name = ->(x) { … }`, `NAME = lambda { … }`: a function of that name. Gives undefined for other values. */
export function bindLambda(reading: Reading, statement: Node, left: Node, right: Node): Slot | undefined {
  const { tree, facts } = reading;
  const isConstant = tree.kind(left) === 'constant';
  const block = blockOf(reading, right);
  if (block === noNode || (!isConstant && tree.kind(left) !== 'identifier')) return undefined;
  const name = tree.text(left);
  const definition = facts.define({
    node: statement,
    nameNode: left,
    name,
    kind: 'function',
    subkind: 'lambda',
    signature: lineOf(tree, statement),
    documentation: documentationOf(tree, statement),
  });
  if (!isConstant) declareLocal(reading, name);
  const fn = facts.openFunction({ definition, receiver: 'lexical' });
  readBlockBody(reading, block, tree.child(right, 'parameters'));
  facts.closeFunction();
  const slot = facts.functionValue(fn);
  if (isConstant) bindConstant(reading, name, definition, slot);
  else bindLocal(reading, name, definition, slot);
  return slot;
}

function bindLocal(reading: Reading, name: string, definition: number, slot: Slot): void {
  const { facts } = reading;
  assignLocal(reading, name, slot);
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
}

function blockOf({ tree }: Reading, node: Node): Node {
  if (tree.kind(node) === 'lambda') return tree.child(node, 'body');
  if (tree.kind(node) !== 'call') return noNode;
  const [receiver, method] = [tree.child(node, 'receiver'), tree.child(node, 'method')];
  if (method === noNode) return noNode;
  const made = receiver === noNode ? tree.text(method) : `${tree.text(receiver)}.${tree.text(method)}`;
  return made === 'lambda' || made === 'proc' || made === 'Proc.new' ? tree.child(node, 'block') : noNode;
}

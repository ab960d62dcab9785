import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareDesignation, partOf } from './designations.ts';
import { elementOf, indexed } from './library-types.ts';
import { assignName, readQualifier } from './names.ts';
import { firstPart, parts } from './parts.ts';
import { indexer } from './members.ts';
import type { Reading } from './reading.ts';

/** `a = b`, `a += b`, `a ??= b` */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  const operatorNode = tree.child(node, 'operator');
  const operator = operatorNode === noNode ? '=' : tree.text(operatorNode);
  const value = readAssigned(reading, right);
  if (left === noNode) return value;
  if (operator === '=') {
    assignTo(reading, left, value);
    return value;
  }
  const before = reading.value(left);
  if (operator === '??=') {
    const either = facts.join([before, value]);
    assignTo(reading, left, either);
    return either;
  }
  if (operator === '+=') assignTo(reading, left, facts.join([before, value]));
  return before;
}

/** `new()` takes its type from what it is given to; only its arguments are read. */
function readAssigned(reading: Reading, right: Node): Slot {
  return right === noNode ? nothing : reading.value(right, 'value');
}

/** Gives a place its value: a name, a member, an element. */
export function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  if (target === noNode) return;
  switch (tree.kind(target)) {
    case 'identifier':
      return assignName(reading, target, value);
    case 'member_access_expression': {
      const name = tree.child(target, 'name');
      const object = tree.child(target, 'expression');
      const isBase = object !== noNode && tree.kind(object) === 'base';
      const holder = isBase ? facts.this() : readQualifier(reading, object);
      if (name !== noNode) facts.store(holder, tree.text(name), value, name);
      return;
    }
    case 'element_access_expression':
      return assignElement(reading, target, value);
    case 'parenthesized_expression':
      return assignTo(reading, firstPart(tree, target), value);
    case 'tuple_expression':
      return assignTuple(reading, target, value);
    case 'declaration_expression':
      return declareDesignation(reading, tree.child(target, 'name'), value);
    default:
      reading.value(target);
  }
}

function assignElement(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  const container = reading.value(tree.child(target, 'expression'));
  const subscript = tree.child(target, 'subscript');
  if (subscript !== noNode) {
    reading.value(subscript);
    facts.load(container, indexer, subscript, 'write');
  }
  facts.store(container, indexed, value);
}

/** `(a, b) = pair` */
function assignTuple(reading: Reading, target: Node, value: Slot): void {
  const { tree } = reading;
  parts(tree, target).forEach((argument, index) => {
    assignTo(reading, firstPart(tree, argument), partOf(reading, value, index));
  });
}

/** `x[i]`, `x?[i]` */
export function readElement(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const container = reading.value(tree.child(node, 'expression'));
  return elementAt(reading, container, tree.child(node, 'subscript'));
}

export function elementAt(reading: Reading, container: Slot, subscript: Node): Slot {
  const { facts } = reading;
  if (subscript === noNode) return elementOf(reading, container);
  reading.value(subscript);
  return facts.join([
    elementOf(reading, container),
    facts.load(container, indexed, noNode),
    facts.load(container, indexer, subscript),
  ]);
}

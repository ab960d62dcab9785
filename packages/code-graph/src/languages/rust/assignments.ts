import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { kindOf, nameOf, parts, textOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { elementOf, putElement } from './wrapped.ts';

/** `a = x`, `a.b = x`, `a[i] = x`, `(a, b) = x` */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'right'), 'value');
  assignTo(reading, tree.child(node, 'left'), value);
  return nothing;
}

const assigned: Readonly<Record<string, string>> = {
  '+=': 'add_assign',
  '-=': 'sub_assign',
  '*=': 'mul_assign',
  '/=': 'div_assign',
  '%=': 'rem_assign',
  '&=': 'bitand_assign',
  '|=': 'bitor_assign',
  '^=': 'bitxor_assign',
  '<<=': 'shl_assign',
  '>>=': 'shr_assign',
};

/** `a += x` */
export function readCompoundAssignment(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'left'));
  reading.value(tree.child(node, 'right'));
  const operator = tree.child(node, 'operator');
  const method = assigned[textOf(tree, operator)];
  if (method !== undefined && value !== nothing) facts.load(value, method, operator, 'read');
  return nothing;
}

/** Gives a place its value. */
function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  switch (kindOf(tree, target)) {
    case '':
      return;
    case 'identifier':
      if (tree.text(target) !== '_') facts.assign(nameOf(tree, target), value, target);
      return;
    case 'field_expression': {
      const object = reading.value(tree.child(target, 'value'));
      const field = tree.child(target, 'field');
      if (field !== noNode) facts.store(object, nameOf(tree, field), value, field);
      return;
    }
    case 'index_expression': {
      const [container, index] = parts(tree, target);
      const holder = reading.value(container ?? noNode);
      reading.value(index ?? noNode);
      return putElement(reading, holder, value);
    }
    case 'tuple_expression':
      parts(tree, target).forEach((part, index) => {
        assignTo(reading, part, facts.load(value, String(index), noNode));
      });
      return;
    case 'array_expression':
      for (const part of parts(tree, target)) assignTo(reading, part, elementOf(reading, value));
      return;
    case 'unary_expression':
    case 'parenthesized_expression':
      for (const part of parts(tree, target)) assignTo(reading, part, value);
      return;
    default:
      reading.value(target);
  }
}

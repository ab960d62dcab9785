import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow } from '../jvm/meanings.ts';
import { nameAround, variableOf } from './names.ts';
import { firstPart } from './parts.ts';
import type { Reading } from './reading.ts';

/** `target = value`, `target += value`: gives the value, too. */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  const operator = tree.child(node, 'operator');
  if (operator !== noNode && tree.text(operator) !== '=') {
    const before = reading.value(left);
    reading.value(right);
    if (left !== noNode) assignTo(reading, left, before);
    return before;
  }
  const value = reading.value(right, 'value');
  if (left !== noNode) assignTo(reading, left, value);
  return value;
}

/** `x++`: what it was and what it becomes are of one type. */
export function readUpdate(reading: Reading, node: Node): Slot {
  const target = firstPart(reading.tree, node);
  const value = reading.value(target);
  if (target !== noNode) assignTo(reading, target, value);
  return value;
}

/** Gives a place its value: a name, a field, an element. */
function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  switch (tree.kind(target)) {
    case 'identifier':
      return assignName(reading, target, value);
    case 'field_access': {
      const field = tree.child(target, 'field');
      if (field === noNode) return;
      return facts.store(reading.value(tree.child(target, 'object')), tree.text(field), value, field);
    }
    case 'array_access': {
      reading.value(tree.child(target, 'index'));
      return facts.put(reading.value(tree.child(target, 'array')), value);
    }
    case 'parenthesized_expression':
      return assignTo(reading, firstPart(tree, target), value);
    default:
      reading.value(target);
  }
}

function assignName(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts, classes } = reading;
  const name = tree.text(target);
  const variable = variableOf(reading, name);
  if (variable !== undefined) {
    const meaning = reading.typesOfLocals.get(variable);
    const held = meaning === undefined || value === nothing ? value : narrow(facts, value, meaning);
    return facts.assign(name, held, target);
  }
  const owner = classes.findLast((cls) => cls.names.has(name));
  if (owner === undefined) {
    nameAround(reading, name, target, 'write');
    return;
  }
  const itself = facts.join([
    owner.row === facts.class ? facts.this() : nothing,
    facts.instance(facts.classValue(owner.row)),
  ]);
  facts.store(itself, name, value, target);
}

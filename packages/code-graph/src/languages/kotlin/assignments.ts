import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow } from '../jvm/meanings.ts';
import { operator } from './operators.ts';
import { isMemberAround, surrounding } from './names.ts';
import { accessorNames } from './members.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

const operators: Readonly<Record<string, string>> = {
  '+=': 'plusAssign',
  '-=': 'minusAssign',
  '*=': 'timesAssign',
  '/=': 'divAssign',
};

/** `target = value`, `target += value` */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  const sign = tree.child(node, 'operator');
  const name = sign === noNode ? undefined : operators[tree.text(sign)];
  if (name !== undefined) {
    const receiver = reading.value(left);
    const args = [{ slot: reading.value(right, 'value') }];
    operator(reading, { receiver, name, at: node }, args);
    return nothing;
  }
  const value = reading.value(right, 'value');
  if (left !== noNode) assignTo(reading, left, value);
  return nothing;
}

function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  const [object = noNode, ...others] = parts(tree, target);
  switch (tree.kind(target)) {
    case 'identifier':
      return assignName(reading, target, value);
    case 'navigation_expression': {
      const name = others.at(-1) ?? noNode;
      const receiver = reading.value(object);
      if (name === noNode) return;
      facts.store(receiver, tree.text(name), value, name);
      facts.apply(facts.load(receiver, accessorNames(tree.text(name)).set, noNode), [{ slot: value }]);
      return;
    }
    case 'index_expression': {
      const container = reading.value(object);
      const args = others.map((key) => ({ slot: reading.value(key) }));
      facts.put(container, value);
      operator(reading, { receiver: container, name: 'set', at: target }, [...args, { slot: value }]);
      return;
    }
    default:
      reading.value(target);
  }
}

function assignName(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts, classes } = reading;
  const name = tree.text(target);
  const variable = facts.find(name);
  if (variable !== undefined && !isMemberAround(reading, name)) {
    const meaning = reading.typesOfLocals.get(variable);
    const held = meaning === undefined || value === nothing ? value : narrow(facts, value, meaning);
    return facts.assign(name, held, target);
  }
  const owner = classes.findLast((cls) => cls.names.has(name));
  if (owner === undefined) {
    facts.around(surrounding(reading), name, target, 'write');
    return;
  }
  const itself = owner.row === facts.class ? facts.this() : nothing;
  const open = facts.instance(facts.classValue(owner.row));
  facts.store(facts.join([itself, open]), name, value, target);
}

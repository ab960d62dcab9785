import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArguments } from './arguments.ts';
import { assignConstant } from './constants.ts';
import { assignField, assignGlobal } from './fields.ts';
import { assignLocal, declareLocal, isLocal } from './locals.ts';
import { bindLambda } from './named-lambdas.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readMadeClass } from './structs.ts';
import { readSubscriptArguments, storeElement } from './subscripts.ts';

/** `target = value` */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const left = tree.child(node, 'left');
  const right = tree.child(node, 'right');
  if (left === noNode) return reading.value(right);
  if (tree.kind(left) === 'identifier') declareLocal(reading, tree.text(left));
  const bound = bindNamed(reading, node, left, right);
  if (bound !== undefined) return bound;
  const value = reading.value(right, 'value');
  assignTo(reading, left, value, node);
  return value;
}

/** A class or lambda that gets its name by being assigned. */
function bindNamed(reading: Reading, node: Node, left: Node, right: Node): Slot | undefined {
  const { tree } = reading;
  if (right === noNode) return undefined;
  const kind = tree.kind(right);
  if (tree.kind(left) === 'constant' && kind === 'call') {
    const [receiver, method] = [tree.child(right, 'receiver'), tree.child(right, 'method')];
    if (receiver !== noNode && method !== noNode && tree.text(receiver) !== 'Proc') {
      const made = readMadeClass(reading, right, receiver, tree.text(method), {
        node: left,
        statement: node,
      });
      if (made !== undefined) return made;
    }
  }
  return bindLambda(reading, node, left, right);
}

/** Gives what stands on the left of an assignment its value. */
export function assignTo(reading: Reading, left: Node, value: Slot, statement: Node): void {
  const { tree, facts } = reading;
  switch (tree.kind(left)) {
    case 'identifier':
      return assignLocal(reading, tree.text(left), value, left);
    case 'instance_variable':
    case 'class_variable':
      return assignField(reading, left, value, statement);
    case 'global_variable':
      return assignGlobal(reading, left, value, statement);
    case 'constant':
      return assignConstant(reading, left, value, statement);
    case 'call':
      return assignMember(reading, left, value);
    case 'element_reference':
      return storeElement(reading, readSubscriptArguments(reading, left), value);
    case 'left_assignment_list':
    case 'destructured_left_assignment':
      return destructure(reading, left, value, statement);
    case 'splat':
    case 'rest_assignment':
      return assignRest(reading, left, value, statement);
    case 'scope_resolution':
      return void reading.value(tree.child(left, 'scope'));
    default:
      facts.copy(nothing, reading.value(left));
  }
}

/** `receiver.name = value` calls `name=`. */
function assignMember(reading: Reading, left: Node, value: Slot): void {
  const { tree, facts } = reading;
  const [receiver, method] = [tree.child(left, 'receiver'), tree.child(left, 'method')];
  const object = reading.value(receiver);
  if (method === noNode) return;
  if (receiver === noNode) readArguments(reading, left);
  facts.call({ receiver: object, member: `${tree.text(method)}=`, at: method }, [{ slot: value }]);
}

function destructure(reading: Reading, left: Node, value: Slot, statement: Node): void {
  parts(reading.tree, left).forEach((part, index) => {
    const isRest = reading.tree.kind(part) === 'rest_assignment' || reading.tree.kind(part) === 'splat';
    assignTo(reading, part, isRest ? value : reading.facts.item(value, String(index)), statement);
  });
}

/** `*rest` takes a container of what is left. */
function assignRest(reading: Reading, node: Node, value: Slot, statement: Node): void {
  const target = reading.tree.firstNamedChild(node);
  if (target === noNode) return;
  const rest = reading.facts.collection(reading.facts.element(value));
  assignTo(reading, target, rest, statement);
}

/** `target ||= value`, `target += value` */
export function readOperatorAssignment(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  if (left === noNode) return reading.value(right);
  const operator = tree.child(node, 'operator');
  const isKept = operator !== noNode && /^(?:\|\||&&)=$/.test(tree.kind(operator));
  const before = readBefore(reading, left);
  const value = reading.value(right, 'value');
  if (isKept) {
    assignTo(reading, left, facts.join([before, value]), node);
    return facts.join([before, value]);
  }
  const text = operator === noNode ? '' : tree.text(operator).slice(0, -1);
  const result = operatorCall(reading, before, text, operator, value);
  assignTo(reading, left, facts.join([before, result]), node);
  return result;
}

function operatorCall(reading: Reading, before: Slot, text: string, at: Node, value: Slot): Slot {
  if (before === nothing || text === '' || at === noNode) return nothing;
  return reading.facts.call({ receiver: before, member: text, at }, [{ slot: value }]);
}

/** What the target holds, without making names of it that it has not. */
function readBefore(reading: Reading, left: Node): Slot {
  const { tree } = reading;
  switch (tree.kind(left)) {
    case 'identifier': {
      const name = tree.text(left);
      if (!isLocal(reading, name)) declareLocal(reading, name);
      return reading.name(name, left);
    }
    case 'constant':
      return nothing;
    default:
      return reading.value(left);
  }
}

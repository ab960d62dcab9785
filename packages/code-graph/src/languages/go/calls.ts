import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { builtinCalls } from './builtins.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

/** `callee(arguments)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const [callee, list] = [tree.child(node, 'function'), tree.child(node, 'arguments')];
  for (const type of parts(tree, tree.child(node, 'type_arguments'))) reading.type(type);
  if (callee === noNode) return reading.value(list);
  return callOf(reading, callee, parts(tree, list));
}

/** `f[T](x)` is written like a conversion to a type `f[T]`; `[]byte(x)` is one. */
export function readConversion(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [type, operand] = [tree.child(node, 'type'), tree.child(node, 'operand')];
  if (type !== noNode && tree.kind(type) === 'generic_type') {
    for (const argument of parts(tree, tree.child(type, 'type_arguments'))) reading.type(argument);
    return callOf(reading, tree.child(type, 'type'), [operand]);
  }
  const meaning = reading.type(type);
  return facts.join([valueOfType(reading, meaning), reading.value(operand, 'value')]);
}

function callOf(reading: Reading, callee: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  switch (callee === noNode ? '' : tree.kind(callee)) {
    case 'identifier':
    case 'type_identifier':
      return callName(reading, callee, given);
    case 'selector_expression':
      return callMember(reading, tree.child(callee, 'operand'), tree.child(callee, 'field'), given);
    case 'qualified_type':
      return callMember(reading, tree.child(callee, 'package'), tree.child(callee, 'name'), given);
    case 'parenthesized_expression':
      return callOf(reading, firstPart(tree, callee), given);
    default: {
      const value = calledValue(reading, callee);
      return facts.call({ value, at: callee }, argumentsOf(reading, given));
    }
  }
}

function callName(reading: Reading, callee: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  const name = tree.text(callee);
  const meaning = facts.find(name) === undefined ? builtinCalls.get(name) : undefined;
  const args = argumentsOf(reading, given);
  const result = facts.call({ name, at: callee }, args);
  return meaning === undefined ? result : facts.join([result, meaning(reading, given, args)]);
}

function callMember(reading: Reading, operand: Node, member: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  const isPackage = operand !== noNode && tree.kind(operand) === 'package_identifier';
  const receiver = isPackage ? facts.read(tree.text(operand), operand) : reading.value(operand);
  const args = argumentsOf(reading, given);
  if (member === noNode) return nothing;
  return facts.call({ receiver, member: tree.text(member), at: member }, args);
}

/** `handlers[i](x)` calls an element, `f[T](x)` the function itself. */
function calledValue(reading: Reading, callee: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(callee);
  if (callee === noNode || tree.kind(callee) !== 'index_expression') return value;
  const operand = tree.child(callee, 'operand');
  const variable = operand === noNode ? undefined : facts.find(tree.text(operand));
  return variable === undefined ? value : facts.join([value, facts.currentValue(variable)]);
}

function argumentsOf(reading: Reading, given: readonly Node[]): Argument[] {
  return given.map((node) => {
    const slot = reading.value(node, 'value');
    const isSpread = node !== noNode && reading.tree.kind(node) === 'variadic_argument';
    return isSpread ? { slot, spread: 'elements' } : { slot };
  });
}

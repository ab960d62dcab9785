import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { calledName, constructorName } from '../jvm/members.ts';
import { readArguments } from './arguments.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `name(…)`, `object.name(…)`, `super.name(…)`, `Outer.super.name(…)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [object, nameNode] = [tree.child(node, 'object'), tree.child(node, 'name')];
  const list = tree.child(node, 'arguments');
  for (const type of parts(tree, tree.child(node, 'type_arguments'))) reading.type(type);
  if (nameNode === noNode) return reading.value(list);
  const name = calledName(tree.text(nameNode));
  if (object === noNode) {
    return callBare(reading, name, nameNode, readArguments(reading, list));
  }
  if (tree.kind(object) === 'super') return facts.callSuper(name, nameNode, readArguments(reading, list));
  if (tree.childOfKind(node, 'super') !== noNode) return callOuterSuper(reading, node, name);
  const receiver = reading.value(object);
  return facts.call({ receiver, member: name, at: nameNode }, readArguments(reading, list));
}

/** A method of a class around, or one that is imported. */
function callBare(reading: Reading, name: string, at: Node, args: readonly Argument[]): Slot {
  const { facts, classes } = reading;
  const isImported = facts.find(name) !== undefined && !classes.some((cls) => cls.names.has(name));
  if (isImported || facts.class === -1) return facts.call({ name, at }, args);
  return facts.call({ around: { class: facts.class, receiver: facts.this() }, name, at }, args);
}

/** `Interface.super.name(…)` calls what the interface has, `Outer.super.name(…)` what is above that class. */
function callOuterSuper(reading: Reading, node: Node, name: string): Slot {
  const { tree, facts } = reading;
  const type = reading.type(tree.child(node, 'object'));
  const args = readArguments(reading, tree.child(node, 'arguments'));
  return facts.call(
    { receiver: facts.instance(type.type), member: name, at: tree.child(node, 'name') },
    args,
  );
}

/** `this(…)`, `super(…)`, `outer.super(…)` */
export function readConstructorCall(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'object'));
  const args = readArguments(reading, tree.child(node, 'arguments'));
  const at = tree.child(node, 'constructor');
  if (at === noNode) return;
  if (tree.kind(at) === 'super') facts.callSuper(constructorName, at, args);
  else facts.call({ value: facts.classValue(facts.class), at }, args);
}

/** `Type::method`, `value::method`, `Type::new` */
export function readMethodReference(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [object = noNode, ...others] = parts(tree, node);
  if (object === noNode) return nothing;
  const name = others.findLast((part) => tree.kind(part) === 'identifier');
  for (const part of others) if (tree.kind(part) === 'type_arguments') reading.type(part);
  if (name === undefined) return tree.kind(object) === 'array_type' ? nothing : reading.type(object).type;
  const called = calledName(tree.text(name));
  if (tree.kind(object) === 'super') return facts.superMember(called, name);
  const isType = /type/.test(tree.kind(object));
  const receiver = isType ? reading.type(object).type : reading.value(object);
  return facts.join([
    facts.load(receiver, called, name, 'value'),
    facts.load(facts.instance(receiver), called, name, 'value'),
  ]);
}

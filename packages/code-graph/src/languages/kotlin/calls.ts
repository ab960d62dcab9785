import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import { readArguments } from './arguments.ts';
import { type LambdaUse, readLambda } from './lambdas.ts';
import { isMemberAround, surrounding } from './names.ts';
import { firstPart, parts, partsOfKind, withoutPrefix } from './parts.ts';
import type { Reading } from './reading.ts';
import { libraryFunction } from './library-functions.ts';
import { readTypeArguments } from './type-expressions.ts';

/** `name(…) { … }`, `object.name(…)`, `value(…)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const callee = withoutPrefix(tree, firstPart(tree, node));
  if (callee === noNode) return nothing;
  for (const list of partsOfKind(tree, node, 'type_arguments')) readTypeArguments(reading, list);
  switch (tree.kind(callee)) {
    case 'identifier':
      return callName(reading, node, callee);
    case 'navigation_expression':
      return callMember(reading, node, callee);
    case 'call_expression':
      return callResult(reading, node, callee);
    default:
      return callValue(reading, reading.value(callee), callee, argumentsOf(reading, node));
  }
}

function argumentsOf(reading: Reading, node: Node, use: LambdaUse = {}): Argument[] {
  const { tree } = reading;
  const args = readArguments(reading, tree.childOfKind(node, 'value_arguments'));
  const lambda = lambdaOf(reading, node);
  return lambda === noNode ? args : [...args, { slot: readLambda(reading, lambda, use).value }];
}

/** The lambda behind the brackets. */
function lambdaOf({ tree, trailing }: Reading, node: Node): Node {
  const behind = trailing.get(node);
  if (behind !== undefined) return behind;
  const last = tree.childOfKind(node, 'annotated_lambda');
  return last === noNode ? noNode : tree.childOfKind(last, 'lambda_literal');
}

/** `f(x) { … }` is read by the grammar as a call of `f(x)`: the lambda is one more argument. */
function callResult(reading: Reading, node: Node, callee: Node): Slot {
  const { tree, trailing } = reading;
  const isBehind = tree.childOfKind(node, 'value_arguments') === noNode;
  if (isBehind && lambdaOf(reading, callee) === noNode) {
    const lambda = lambdaOf(reading, node);
    if (lambda !== noNode) trailing.set(callee, lambda);
    return reading.value(callee);
  }
  return callValue(reading, reading.value(callee), callee, argumentsOf(reading, node));
}

function callValue({ facts }: Reading, value: Slot, at: Node, args: readonly Argument[]): Slot {
  return facts.call({ value, at }, args);
}

/** Functions that run what they are given with a value, and give its result or the value. */
const scopeFunctions: Readonly<
  Record<string, { readonly isReceiver: boolean; readonly givesValue: boolean }>
> = {
  let: { isReceiver: false, givesValue: false },
  run: { isReceiver: true, givesValue: false },
  apply: { isReceiver: true, givesValue: true },
  also: { isReceiver: false, givesValue: true },
  takeIf: { isReceiver: false, givesValue: true },
  takeUnless: { isReceiver: false, givesValue: true },
  use: { isReceiver: false, givesValue: false },
};

function callMember(reading: Reading, node: Node, callee: Node): Slot {
  const { tree, facts } = reading;
  const [first = noNode, nameNode = noNode] = parts(tree, callee);
  const object = withoutPrefix(tree, first);
  if (nameNode === noNode) return reading.value(object);
  const name = tree.text(nameNode).replaceAll('`', '');
  if (tree.kind(object) === 'super_expression') {
    return facts.callSuper(calledName(name), nameNode, argumentsOf(reading, node));
  }
  const receiver = reading.value(object);
  const scope = Object.hasOwn(scopeFunctions, name) ? scopeFunctions[name]! : undefined;
  const lambda = lambdaOf(reading, node);
  if (scope !== undefined && lambda !== noNode) {
    const use = scope.isReceiver ? { receiver } : { given: receiver };
    const { value, result } = readLambda(reading, lambda, use);
    facts.call({ receiver, member: calledName(name), at: nameNode }, [{ slot: value }]);
    return scope.givesValue ? receiver : result;
  }
  const args = argumentsOf(reading, node);
  return callOn(reading, { receiver, name, at: nameNode }, args);
}

/** A member of the receiver, a function that extends it, or a property that holds a function. */
export function callOn(
  reading: Reading,
  { receiver, name, at }: { readonly receiver: Slot; readonly name: string; readonly at: Node },
  args: readonly Argument[],
): Slot {
  const { facts } = reading;
  const called = calledName(name);
  const isType = /^\p{Lu}/u.test(name);
  const others = isType ? [facts.load(receiver, name, noNode)] : [];
  return facts.call({ receiver, member: called, at, others }, args);
}

function callName(reading: Reading, node: Node, callee: Node): Slot {
  const { tree, facts } = reading;
  const name = tree.text(callee).replaceAll('`', '');
  if (name === 'with') return callWith(reading, node, callee);
  if (name === 'run' && tree.childOfKind(node, 'value_arguments') === noNode) {
    const lambda = lambdaOf(reading, node);
    if (lambda !== noNode) return readLambda(reading, lambda).result;
  }
  const args = argumentsOf(reading, node);
  const called = calledName(name);
  const variable = facts.find(name);
  const fn = facts.find(called);
  if (fn !== undefined && !isMemberAround(reading, called))
    return facts.call({ name: called, at: callee }, args);
  const isLocal = variable !== undefined && (variable.role === 'local' || variable.role === 'parameter');
  const isImported = variable !== undefined && variable.role === 'import';
  const isOwn = isMemberAround(reading, called);
  if ((isLocal || isImported) && !isOwn && !isMemberAround(reading, name)) {
    return facts.call({ name, at: callee }, args);
  }
  if (/^\p{Lu}/u.test(name) && !isOwn) return construct(reading, { name, called, at: callee }, args);
  const known = libraryFunction(reading, name, args);
  const others = [
    ...known.values,
    ...classNamed(reading, name, variable !== undefined),
    ...propertyNamed(reading, name, isOwn),
  ];
  const what = { around: { ...surrounding(reading), values: others }, name: called, at: callee };
  return facts.join([facts.call(what, args), known.gives]);
}

/** A class is called by its name, and so may a function be that stands for its constructor. */
function construct(
  { facts }: Reading,
  { name, called, at }: { readonly name: string; readonly called: string; readonly at: Node },
  args: readonly Argument[],
): Slot {
  if (facts.find(name) !== undefined) return facts.call({ name, at }, args, 'new');
  const here = { class: facts.class, receiver: facts.this() };
  const values = [facts.around(here, called, noNode)];
  return facts.call({ around: { ...here, isType: true, values }, name, at }, args, 'new');
}

/** The class that a call by its name makes an instance of. */
function classNamed({ facts }: Reading, name: string, isDeclared: boolean): Slot[] {
  if (!/^\p{Lu}/u.test(name)) return [];
  if (isDeclared) return [facts.currentValue(facts.find(name)!)];
  return [facts.baseAround(facts.class, name, noNode)];
}

/** A property of a class around may hold the function that is called. */
function propertyNamed(reading: Reading, name: string, isFunction: boolean): Slot[] {
  const { facts, classes } = reading;
  if (isFunction || !classes.some((cls) => cls.names.has(name))) return [];
  return [facts.around({ class: facts.class, receiver: facts.this() }, name, noNode)];
}

/** `with(value) { … }` */
function callWith(reading: Reading, node: Node, callee: Node): Slot {
  const { tree, facts } = reading;
  const args = readArguments(reading, tree.childOfKind(node, 'value_arguments'));
  const lambda = lambdaOf(reading, node);
  if (lambda === noNode) return facts.call({ name: 'with()', at: callee }, args);
  return readLambda(reading, lambda, { receiver: args[0]?.slot ?? nothing }).result;
}

import type { Argument } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { isLibraryName, memberCallResult, namedCallResult } from './library-calls.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** A call with its arguments read. */
export interface ReadCall {
  readonly node: Node;
  readonly argumentNodes: readonly Node[];
  readonly arguments: readonly Argument[];
}

/** `callee(arguments)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const callee = tree.child(node, 'function');
  if (callee === noNode) return reading.value(tree.firstNamedChild(node));
  switch (tree.kind(callee)) {
    case 'identifier':
      return callName(reading, node, callee);
    case 'attribute':
      return callMember(reading, node, callee);
    default: {
      const value = reading.value(callee);
      return reading.facts.call({ value, at: callee }, readArguments(reading, node).arguments);
    }
  }
}

function callName(reading: Reading, node: Node, callee: Node): Slot {
  const { tree, facts } = reading;
  const name = tree.text(callee);
  if (name === 'super' && facts.class !== -1 && isLibraryName(reading, name)) {
    readArguments(reading, node);
    return facts.this();
  }
  const call = readArguments(reading, node);
  const result = facts.call({ name, at: callee }, call.arguments);
  return isLibraryName(reading, name) ? namedCallResult(reading, name, call, result) : result;
}

function callMember(reading: Reading, node: Node, callee: Node): Slot {
  const { tree, facts } = reading;
  const object = tree.child(callee, 'object');
  const attribute = tree.child(callee, 'attribute');
  if (attribute === noNode) return reading.value(object);
  const name = tree.text(attribute);
  if (isSuper(reading, object)) {
    readArguments(reading, object);
    return facts.callSuper(name, attribute, readArguments(reading, node).arguments);
  }
  const receiver = isLiteral(reading, object) ? literalReceiver(reading, object) : reading.value(object);
  const call = readArguments(reading, node);
  const result = facts.call({ receiver, member: name, at: attribute }, call.arguments);
  return memberCallResult(reading, name, receiver, call, result);
}

const literals = new Set(['string', 'concatenated_string', 'integer', 'float']);

/** Whether the node is a string or a number, or a string being formatted: `('%s' % x).strip()`. */
function isLiteral({ tree }: Reading, node: Node): boolean {
  let at = node;
  while (at !== noNode && wrappings.has(tree.kind(at))) at = tree.firstNamedChild(at);
  return at !== noNode && literals.has(tree.kind(at));
}

const wrappings = new Set(['parenthesized_expression', 'binary_operator']);

/** Values are not followed through literals; one that is called upon is at least known to be the library's. */
function literalReceiver(reading: Reading, node: Node): Slot {
  reading.value(node);
  return reading.facts.object();
}

/** Whether the node is `super()` or `super(Class, self)` inside a class. */
export function isSuper({ tree, facts }: Reading, node: Node): boolean {
  if (node === noNode || tree.kind(node) !== 'call' || facts.class === -1) return false;
  const callee = tree.child(node, 'function');
  return callee !== noNode && tree.kind(callee) === 'identifier' && tree.text(callee) === 'super';
}

function readArguments(reading: Reading, node: Node): ReadCall {
  const { tree } = reading;
  const list = tree.child(node, 'arguments');
  const isList = list !== noNode && tree.kind(list) === 'argument_list';
  const argumentNodes = isList ? parts(tree, list) : [list].filter((only) => only !== noNode);
  return { node, argumentNodes, arguments: argumentNodes.map((argument) => readArgument(reading, argument)) };
}

/** One argument of a call, or of a class's bases. */
export function readArgument(reading: Reading, node: Node): Argument {
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'keyword_argument': {
      const name = tree.child(node, 'name');
      const slot = reading.value(tree.child(node, 'value'), 'value');
      return name === noNode ? { slot } : { slot, keyword: tree.text(name) };
    }
    case 'list_splat':
      return { slot: reading.value(tree.firstNamedChild(node), 'value'), spread: 'elements' };
    case 'dictionary_splat':
      return { slot: reading.value(tree.firstNamedChild(node), 'value'), spread: 'keywords' };
    default:
      return { slot: reading.value(node, 'value') };
  }
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { type Passed, readArguments, symbolArgument } from './arguments.ts';
import { readHookMixin } from './classes.ts';
import { isLocal } from './locals.ts';
import { bodyCalls } from './macros.ts';
import { kernelCalls } from './kernel-calls.ts';
import { callMember, callOwn, readReceiver } from './member-calls.ts';
import { blockName } from './parameters.ts';
import type { Reading } from './reading.ts';
import { readMadeClass } from './structs.ts';

/** `receiver.name(arguments) { block }`, with any part but the name left out. */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const receiver = tree.child(node, 'receiver');
  const method = tree.child(node, 'method');
  if (method !== noNode && tree.kind(method) === 'super') return readSuper(reading, node, method);
  if (receiver === noNode) return method === noNode ? nothing : readOwnCall(reading, node, method);
  return readMemberCall(reading, node, receiver, method);
}

function readOwnCall(reading: Reading, node: Node, method: Node): Slot {
  const { tree, scope } = reading;
  const name = tree.text(method);
  const isInBody = scope.body.kind === 'class' && scope.method === null;
  const special = (isInBody ? bodyCalls.get(name) : undefined) ?? kernelCalls.get(name);
  const result = special?.(reading, node, method);
  if (result !== undefined) return result;
  return callOwn(reading, name, method, readArguments(reading, node));
}

const noPassed: Passed = { all: [], positions: [], block: null };

/** A bare name: a variable, or a call without arguments. */
export function readIdentifier(reading: Reading, name: string, at: Node): Slot {
  const { facts, scope } = reading;
  if (isLocal(reading, name)) return facts.read(name, at);
  const isInBody = scope.body.kind === 'class' && scope.method === null;
  const special = (isInBody ? bodyCalls.get(name) : undefined) ?? kernelCalls.get(name);
  return special?.(reading, noNode, at) ?? callOwn(reading, name, at, noPassed);
}

const sending = new Set(['send', 'public_send', '__send__', 'try', 'try!']);

function readMemberCall(reading: Reading, node: Node, receiver: Node, method: Node): Slot {
  const { tree, facts } = reading;
  const name = method === noNode ? 'call' : tree.text(method);
  const at = method === noNode ? receiver : method;
  const made = readMadeClass(reading, node, receiver, name, null);
  if (made !== undefined) return made;
  readHookMixin(reading, name, receiver, tree.child(node, 'arguments'));
  const object = readReceiver(reading, receiver);
  if (sending.has(name)) {
    const sent = symbolArgument(reading, node, 0);
    if (sent !== undefined) return callMember(reading, object, sent, at, readArguments(reading, node, 1));
  }
  if (name === 'method' || name === 'public_method' || name === 'instance_method') {
    const named = symbolArgument(reading, node, 0);
    if (named !== undefined)
      return facts.load(object, named, tree.firstNamedChild(tree.child(node, 'arguments')), 'value');
  }
  return callMember(reading, object, name, at, readArguments(reading, node));
}

/** `super`, which passes on what the method was given, and `super(…)`. */
export function readSuper(reading: Reading, node: Node, at: Node): Slot {
  const { tree, facts, scope } = reading;
  const { method } = scope;
  const passed = readArguments(reading, node);
  if (method === null) return nothing;
  const block = { slot: method.block, keyword: blockName };
  const isBare = tree.kind(node) === 'super' || tree.child(node, 'arguments') === noNode;
  const given = isBare ? [...passed.all, ...method.parameters.map((slot) => ({ slot }))] : passed.all;
  return facts.callSuper(method.name, at, passed.block === null ? [block, ...given] : given);
}

import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf, type Given } from './arguments.ts';
import { indexed, outcome } from './library-types.ts';
import { readQualifier } from './names.ts';
import { outgoing } from './parameters.ts';
import { firstPart, isKeyword, parts } from './parts.ts';
import { type Reading, surrounding, type TypeMeaning } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

/** `callee(arguments)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const [callee, list] = [tree.child(node, 'function'), tree.child(node, 'arguments')];
  if (callee === noNode) return reading.value(list);
  switch (tree.kind(callee)) {
    case 'identifier':
      return callName(reading, callee, list);
    case 'generic_name':
      readTypeArguments(reading, callee);
      return callName(reading, tree.firstNamedChild(callee), list);
    case 'member_access_expression':
      return callMemberOf(reading, callee, list);
    case 'conditional_access_expression':
      return callConditional(reading, callee, list);
    default:
      return reading.facts.call(
        { value: reading.value(callee), at: callee },
        argumentsOf(reading, list).args,
      );
  }
}

function callName(reading: Reading, nameNode: Node, list: Node): Slot {
  const { tree, facts } = reading;
  if (nameNode === noNode) return nothing;
  const name = tree.text(nameNode);
  if (name === 'nameof') return readNameOf(reading, list);
  if (isKeyword(name)) return reading.value(list);
  const given = argumentsOf(reading, list);
  if (facts.find(name) !== undefined) {
    const result = facts.call({ name, at: nameNode }, given.args);
    if (given.outgoing.length > 0) takeBack(reading, given, facts.currentValue(facts.find(name)!));
    return result;
  }
  const around = surrounding(reading);
  const result = facts.call({ around, name, at: nameNode }, given.args);
  if (given.outgoing.length > 0) takeBack(reading, given, facts.around(around, name, noNode));
  return result;
}

/** `nameof(A.B)` only names: members of instances are named through their types. */
function readNameOf(reading: Reading, list: Node): Slot {
  const { tree, facts } = reading;
  const value = firstPart(tree, firstPart(tree, list));
  if (value === noNode) return nothing;
  if (tree.kind(value) !== 'member_access_expression') reading.value(value);
  else {
    const holder = readQualifier(reading, tree.child(value, 'expression'));
    const name = tree.child(value, 'name');
    if (name !== noNode) facts.load(facts.join([holder, facts.instance(holder)]), tree.text(name), name);
  }
  return facts.instance(facts.libraryValue('string'));
}

function readTypeArguments(reading: Reading, generic: Node): readonly TypeMeaning[] {
  const { tree } = reading;
  return parts(tree, tree.childOfKind(generic, 'type_argument_list')).map((arg) => reading.type(arg));
}

/** `receiver.Name<T>(arguments)`, `base.Name(arguments)` */
function callMemberOf(reading: Reading, callee: Node, list: Node): Slot {
  const { tree } = reading;
  const receiver = tree.child(callee, 'expression');
  const name = tree.child(callee, 'name');
  if (receiver !== noNode && tree.kind(receiver) === 'base') return callBase(reading, name, list);
  return callMember(reading, readQualifier(reading, receiver), name, list);
}

/** `receiver?.Name(arguments)` */
function callConditional(reading: Reading, callee: Node, list: Node): Slot {
  const { tree, facts } = reading;
  const receiver = reading.value(tree.child(callee, 'condition'));
  const binding = parts(tree, callee).at(-1) ?? noNode;
  if (binding !== noNode && tree.kind(binding) === 'member_binding_expression') {
    return callMember(reading, receiver, tree.child(binding, 'name'), list);
  }
  return facts.call({ value: reading.value(callee), at: callee }, argumentsOf(reading, list).args);
}

function callBase(reading: Reading, nameNode: Node, list: Node): Slot {
  const { tree, facts } = reading;
  if (nameNode === noNode) return nothing;
  const isGeneric = tree.kind(nameNode) === 'generic_name';
  if (isGeneric) readTypeArguments(reading, nameNode);
  const identifier = isGeneric ? tree.firstNamedChild(nameNode) : nameNode;
  return facts.callSuper(tree.text(identifier), identifier, argumentsOf(reading, list).args);
}

function callMember(reading: Reading, receiver: Slot, nameNode: Node, list: Node): Slot {
  const { tree, facts } = reading;
  if (nameNode === noNode) return nothing;
  const isGeneric = tree.kind(nameNode) === 'generic_name';
  const types = isGeneric ? readTypeArguments(reading, nameNode) : [];
  const at = isGeneric ? tree.firstNamedChild(nameNode) : nameNode;
  const name = tree.text(at);
  const given = argumentsOf(reading, list);
  const result = facts.call({ receiver, member: name, at }, given.args);
  if (given.outgoing.length > 0) {
    takeBack(reading, given, facts.load(receiver, name, noNode), name.startsWith('Try') ? receiver : nothing);
  }
  return facts.join([result, libraryResult(reading, { name, types, given, receiver })]);
}

/** What calls of the library's give that its types alone do not say. */
function libraryResult(
  reading: Reading,
  call: {
    readonly name: string;
    readonly types: readonly TypeMeaning[];
    readonly given: Given;
    readonly receiver: Slot;
  },
): Slot {
  const { facts } = reading;
  const [type] = call.types;
  switch (call.name) {
    case 'OfType':
    case 'Cast':
      return type === undefined ? nothing : facts.collection(valueOfType(reading, type));
    case 'FromResult': {
      const task = facts.object();
      facts.store(task, outcome, call.given.args[0]?.slot ?? nothing);
      return task;
    }
    case 'GetValueOrDefault':
    case 'GetOrAdd':
      return facts.load(call.receiver, indexed, noNode);
    case 'GetService':
    case 'GetRequiredService':
    case 'CreateInstance':
    case 'GetComponent':
      return type === undefined ? nothing : valueOfType(reading, type);
    default:
      return nothing;
  }
}

/** What the callee gives back through `out` and `ref`, and what a dictionary's `TryGetValue` does. */
function takeBack(reading: Reading, given: Given, callee: Slot, container: Slot = nothing): void {
  const { facts } = reading;
  for (const { position, take } of given.outgoing) {
    const [own, value] = [
      given.args[position]?.slot ?? nothing,
      facts.load(callee, outgoing(position), noNode),
    ];
    const entry = facts.load(container, indexed, noNode);
    take(facts.join([own, value, entry]));
  }
}

import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readTypeArguments } from './generic-types.ts';
import { libraryCalls } from './library-calls.ts';
import { callMacro, readTokens } from './macro-calls.ts';
import { macroNameIn } from './macro-marks.ts';
import { findOutside, foreignKey } from './names.ts';
import { firstPart, kindOf, nameOf, parts } from './parts.ts';
import { readHolder, readPathSlot } from './paths.ts';
import type { Reading } from './reading.ts';
import { joinMeanings, narrow } from './type-meanings.ts';

/** `callee(arguments)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  return callOf(reading, tree.child(node, 'function'), parts(tree, tree.child(node, 'arguments')));
}

function callOf(reading: Reading, callee: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  switch (kindOf(tree, callee)) {
    case '':
      for (const node of given) reading.value(node, 'value');
      return nothing;
    case 'identifier':
      return callName(reading, callee, given);
    case 'scoped_identifier':
      return callPath(reading, callee, given);
    case 'generic_function': {
      const types = readTypeArguments(reading, tree.child(callee, 'type_arguments'));
      const result = callOf(reading, tree.child(callee, 'function'), given);
      return givesItsType(reading, callee) ? narrow(reading, result, joinMeanings(types)) : result;
    }
    case 'field_expression':
      return callMember(reading, callee, given);
    case 'parenthesized_expression': {
      const value = reading.value(firstPart(tree, callee));
      return facts.call({ value, at: firstPart(tree, callee) }, argumentsOf(reading, given));
    }
    default: {
      const value = reading.value(callee);
      return facts.call({ value, at: callee }, argumentsOf(reading, given));
    }
  }
}

/** `.collect::<T>()`, `.parse::<T>()`, `.into::<T>()`: what comes out is of the type. */
function givesItsType({ tree }: Reading, callee: Node): boolean {
  const fn = tree.child(callee, 'function');
  if (kindOf(tree, fn) !== 'field_expression') return false;
  return /^(?:collect|parse|into|try_into|sum|product)$/.test(nameOf(tree, tree.child(fn, 'field')));
}

function callName(reading: Reading, callee: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  const name = nameOf(tree, callee);
  const macro = macroNameIn(name);
  if (macro !== undefined) return callMacro(reading, macro, callee, argumentsOf(reading, given));
  const args = argumentsOf(reading, given);
  if (name === 'Self') {
    return facts.call({ value: readPathSlot(reading, callee), at: callee }, args);
  }
  const known = facts.find(name) === undefined ? libraryCalls.get(name) : undefined;
  const key = foreignKey(reading, name);
  const result =
    key === undefined
      ? facts.call({ name, at: callee }, args)
      : facts.call({ value: facts.libraryValue(key), at: callee }, args);
  return known === undefined ? result : known(reading, args);
}

/** `a::b(…)` */
function callPath(reading: Reading, callee: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  const nameNode = tree.child(callee, 'name');
  const name = nameOf(tree, nameNode);
  const macro = macroNameIn(name);
  const holder = readHolder(reading, callee);
  const args = argumentsOf(reading, given);
  if (macro !== undefined) return callMacro(reading, macro, nameNode, args, holder);
  const known = libraryCallOf(reading, callee, name);
  const result = facts.call({ receiver: holder, member: name, at: nameNode }, args);
  return known === undefined ? result : facts.join([result, known(reading, args)]);
}

/** `Some(x)` written `Option::Some(x)`, `Box::new(x)`, `std::mem::take(x)` */
function libraryCallOf(reading: Reading, callee: Node, name: string) {
  const { tree } = reading;
  const path = tree.child(callee, 'path');
  if (path === noNode) return undefined;
  const head = kindOf(tree, path) === 'scoped_identifier' ? tree.child(path, 'name') : path;
  const named = kindOf(tree, head).startsWith('generic_type') ? tree.child(head, 'type') : head;
  const holder = nameOf(tree, named);
  if (findOutside(reading, holder)?.role === 'definition') return undefined;
  return libraryCalls.get(`${holder}::${name}`);
}

function callMember(reading: Reading, callee: Node, given: readonly Node[]): Slot {
  const { tree, facts } = reading;
  const receiver = reading.value(tree.child(callee, 'value'));
  const member = tree.child(callee, 'field');
  const args = argumentsOf(reading, given);
  if (member === noNode) return nothing;
  return facts.call({ receiver, member: nameOf(tree, member), at: member }, args);
}

function argumentsOf(reading: Reading, given: readonly Node[]): Argument[] {
  return given.map((node) => ({ slot: reading.value(node, 'value') }));
}

/** `name!(tokens)` whose tokens are no expressions. */
export function readMacroTokens(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const path = tree.child(node, 'macro');
  if (path === noNode) return nothing;
  const isScoped = tree.kind(path) === 'scoped_identifier';
  const nameNode = isScoped ? tree.child(path, 'name') : path;
  readTokens(reading, tree.childOfKind(node, 'token_tree'));
  return callMacro(
    reading,
    nameOf(tree, nameNode),
    nameNode,
    [],
    isScoped ? readHolder(reading, path) : undefined,
  );
}

import { noNode, type Node } from '../../syntax/tree.ts';
import { isExact } from './exact-types.ts';
import { bindPattern } from './patterns.ts';
import { kindOf, nameOf, parts, textOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { declareAs, valueOfType } from './type-meanings.ts';

/** Adds the parameters to the open function; `self` is its receiver. */
export function declareParameters(reading: Reading, list: Node): void {
  const { tree } = reading;
  for (const node of parts(tree, list)) {
    const kind = tree.kind(node);
    if (kind === 'parameter') addParameter(reading, node);
    else if (kind === 'variadic_parameter') reading.facts.parameter('', 'rest');
    else if (kind !== 'self_parameter') declareAs(reading, reading.facts.parameter(''), reading.type(node));
  }
}

function addParameter(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const pattern = tree.child(node, 'pattern');
  const type = tree.child(node, 'type');
  if (textOf(tree, pattern) === 'self') return void reading.type(type);
  const meaning = reading.type(type);
  const isDeclared = isExact(reading, type);
  const isName = kindOf(tree, pattern) === 'identifier' && !isDeclared;
  const slot = facts.parameter(isName ? nameOf(tree, pattern) : '');
  declareAs(reading, slot, meaning);
  if (isName || pattern === noNode) return;
  bindPattern(reading, pattern, isDeclared ? valueOfType(reading, meaning) : slot, 'parameter');
}

/** Adds the parameters of a closure: patterns, with types or without. */
export function declareClosureParameters(reading: Reading, list: Node): void {
  const { tree, facts } = reading;
  for (const node of parts(tree, list)) {
    if (tree.kind(node) === 'parameter') addParameter(reading, node);
    else if (tree.kind(node) === 'identifier') facts.parameter(nameOf(tree, node));
    else bindPattern(reading, node, facts.parameter(''));
  }
}

import type { Argument } from '../../facts/builder.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** The arguments of a call in brackets. */
export function readArguments(reading: Reading, list: Node): Argument[] {
  const { tree } = reading;
  return parts(tree, list).map((argument) => readArgument(reading, argument));
}

function readArgument(reading: Reading, node: Node): Argument {
  const { tree } = reading;
  const given = parts(tree, node);
  const value = given.at(-1) ?? noNode;
  const isNamed = given.length > 1 && tree.childOfKind(node, '=') !== noNode;
  const isSpread = value !== noNode && tree.kind(value) === 'spread_expression';
  const slot = reading.value(isSpread ? (parts(tree, value)[0] ?? noNode) : value, 'value');
  if (isSpread || tree.childOfKind(node, '*') !== noNode) return { slot, spread: 'elements' };
  return isNamed ? { slot, keyword: tree.text(given[0]!) } : { slot };
}

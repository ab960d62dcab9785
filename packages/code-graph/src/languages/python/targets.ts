import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { storeAttribute } from './attributes.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { storeSubscript } from './subscripts.ts';
import { assignName } from './variables.ts';

const sequences = new Set('pattern_list tuple_pattern list_pattern tuple list expression_list'.split(' '));

export function isSequence(tree: SyntaxTree, target: Node): boolean {
  return sequences.has(tree.kind(target));
}

/** The names that a target binds: `a, (b, *c)`. */
export function targetNames(tree: SyntaxTree, target: Node): string[] {
  if (target === noNode) return [];
  const kind = tree.kind(target);
  if (kind === 'identifier') return [tree.text(target)];
  if (kind === 'attribute' || kind === 'subscript') return [];
  return parts(tree, target).flatMap((part) => targetNames(tree, part));
}

/**
 * Gives a target its value. With a `statement`, names at module and class level and attributes of the
 * receiver are definitions of it, if they are not defined yet.
 */
export function bindTarget(reading: Reading, target: Node, value: Slot, statement: Node = noNode): void {
  const { tree, facts } = reading;
  const kind = tree.kind(target);
  if (kind === 'identifier') assignName(reading, target, value, statement);
  else if (kind === 'attribute') storeAttribute(reading, target, value, statement);
  else if (kind === 'subscript') storeSubscript(reading, target, value);
  else if (kind === 'list_splat_pattern' || kind === 'list_splat') {
    const inner = tree.firstNamedChild(target);
    if (inner !== noNode) bindTarget(reading, inner, facts.collection(facts.element(value)), statement);
  } else if (isSequence(tree, target)) unpack(reading, target, value, statement);
  else for (const part of parts(tree, target)) bindTarget(reading, part, value, statement);
}

function unpack(reading: Reading, target: Node, value: Slot, statement: Node): void {
  const { tree, facts } = reading;
  let isAfterSplat = false;
  parts(tree, target).forEach((part, index) => {
    const isSplat = tree.kind(part) === 'list_splat_pattern' || tree.kind(part) === 'list_splat';
    isAfterSplat ||= isSplat;
    const own = () => (isAfterSplat ? facts.element(value) : facts.load(value, String(index), noNode));
    bindTarget(reading, part, isSplat || value === nothing ? value : own(), statement);
  });
}

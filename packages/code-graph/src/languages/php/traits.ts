import { noNode, type Node } from '../../syntax/tree.ts';
import { methodKey, readClassName } from './members.ts';
import { kindOf, parts, partsOfKind } from './parts.ts';
import type { Reading } from './reading.ts';

/** `use A, B { A::run insteadof B; B::run as protected other; }` */
export function readTraitUse(reading: Reading, node: Node, row: number): void {
  const { tree, facts } = reading;
  const traits = parts(tree, node).filter((part) => tree.kind(part) !== 'use_list');
  const values = traits.map((trait) => {
    const value = readClassName(reading, trait, 'type');
    facts.base(row, value, 'extends', trait);
    return value;
  });
  const list = tree.childOfKind(node, 'use_list');
  for (const clause of partsOfKind(tree, list, 'use_instead_of_clause')) readChoice(reading, clause, row);
  for (const clause of partsOfKind(tree, list, 'use_as_clause')) readAlias(reading, clause, row, values);
}

/** The method of the first trait is the class's own, whatever the other has. */
function readChoice(reading: Reading, clause: Node, row: number): void {
  const { tree, facts } = reading;
  const chosen = parts(tree, tree.childOfKind(clause, 'class_constant_access_expression'));
  const [trait, method] = chosen;
  if (trait === undefined || method === undefined) return;
  const slot = facts.load(
    readClassName(reading, trait, 'type'),
    methodKey(tree.text(method)),
    method,
    'value',
  );
  facts.member(row, methodKey(tree.text(method)), { slot, place: 'both' });
}

/** Another name for a method of a trait. One that only gets another visibility stays what it is. */
function readAlias(reading: Reading, clause: Node, row: number, traits: readonly number[]): void {
  const { tree, facts } = reading;
  const names = parts(tree, clause).filter((part) => tree.kind(part) !== 'visibility_modifier');
  const [from, alias] = names;
  if (from === undefined || alias === undefined) return;
  const isQualified = kindOf(tree, from) === 'class_constant_access_expression';
  const [trait, method = from] = isQualified ? parts(tree, from) : [noNode, from];
  const owners = isQualified ? [readClassName(reading, trait!, 'type')] : traits;
  const key = methodKey(tree.text(method));
  const slot = facts.join(owners.map((owner) => facts.load(owner, key, method, 'value')));
  facts.member(row, methodKey(tree.text(alias)), { slot, place: 'both' });
}

import type { Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/**
 * Binds the name of a function or class where it stands. In a class body the name is a member, too, and
 * may mean something else there: reading a property gives what its getter returns.
 */
export function bindDefinitionName(
  reading: Reading,
  nameNode: Node,
  definition: number,
  value: Slot,
  memberValue: Slot = value,
): void {
  const { tree, facts, scope } = reading;
  const name = tree.text(nameNode);
  facts.assign(name, value);
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  if (scope.kind !== 'class' || scope.class === null) return;
  facts.member(scope.class.row, name, { definition, slot: memberValue, place: 'both' });
}

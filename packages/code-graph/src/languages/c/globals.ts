import { nothing, type Slot, type Variable } from '../../facts/scopes.ts';
import type { Reading } from './reading.ts';

/**
 * Names of a file: each is exported, since what includes the file sees them all. Their values do not depend on
 * the order of statements, so all go into one place.
 */
export function bindGlobal(
  { facts }: Reading,
  name: string,
  definition: number,
  value: Slot = nothing,
  isPrivate = false,
): Variable {
  const variable = facts.moduleVariable(name);
  const isNew = variable.role !== 'definition';
  facts.bindDefinition(variable, definition);
  if (value !== nothing) facts.copy(facts.allValuesOf(variable), value);
  if (isNew) facts.export(name, { variable, isPrivate: true });
  if (!isPrivate && definition !== -1) facts.setExported(definition);
  return variable;
}

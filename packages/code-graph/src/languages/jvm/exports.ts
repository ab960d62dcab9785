import type { FactsBuilder } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';

/** Lets others import a member of a class. Functions of one name are imported together. */
export function exportMember(
  facts: FactsBuilder,
  within: number,
  name: string,
  what: { readonly definition: number; readonly slot: Slot; readonly isPrivate: boolean },
): void {
  const key = `${String(within)}.${name}#`;
  const isNew = facts.find(key) === undefined;
  const variable = facts.moduleVariable(key);
  if (what.definition !== -1) facts.bindDefinition(variable, what.definition);
  facts.assign(key, what.slot);
  if (isNew) facts.export(name, { variable, within, isPrivate: what.isPrivate });
}

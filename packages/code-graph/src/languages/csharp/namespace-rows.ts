import type { Reading } from './reading.ts';

/** A place that holds what `using` directives bring in. */
export function openScopeRow({ facts }: Reading, outer: number): number {
  const row = facts.openClass({ definition: -1, isNamespace: true, outer });
  facts.closeClass();
  return row;
}

export function openNamespaceRow(
  { facts }: Reading,
  path: string,
  outer: number,
  definition: number,
): number {
  const row = facts.openClass({ definition, isNamespace: true, globalName: path, outer });
  facts.closeClass();
  return row;
}

/** The row of a namespace that is named in full. */
export function namespaceNamed(reading: Reading, path: string): number {
  return openNamespaceRow(reading, path, reading.place.root, -1);
}

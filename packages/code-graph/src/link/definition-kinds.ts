import { type DefinitionKind, definitionKinds } from '@gkg/ontology';
import { definitionField, definitionStride } from '../facts/facts.ts';
import type { Program } from './program.ts';

/** Kinds as the program's definitions have them, by their number. */
export type KindSet = ReadonlySet<number>;

export function kindSet(...kinds: readonly DefinitionKind[]): KindSet {
  return new Set(kinds.map((kind) => definitionKinds.indexOf(kind)));
}

export function isOfKind({ definitions }: Program, definition: number, kinds: KindSet): boolean {
  return kinds.has(definitions[definition * definitionStride + definitionField.kind]!);
}

import type { Node } from '../../syntax/tree.ts';
import { readArguments } from './arguments.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** The modifiers of a declaration. */
export interface Modifiers {
  readonly words: ReadonlySet<string>;
  readonly visibility: string;
}

/** Reads the annotations before a declaration, and its modifiers. */
export function readModifiers(reading: Reading, node: Node): Modifiers {
  const { tree } = reading;
  const words = new Set<string>();
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'annotation') readAnnotation(reading, part);
    if (tree.kind(part) !== 'modifiers') continue;
    for (const modifier of parts(tree, part)) {
      if (tree.kind(modifier) === 'annotation') readAnnotation(reading, modifier);
      else words.add(tree.text(modifier));
    }
  }
  const visibility = ['private', 'protected', 'internal'].find((word) => words.has(word)) ?? 'public';
  return { words, visibility };
}

/** `@Name(value)`: refers to the annotation and to what its arguments name. */
export function readAnnotation(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'constructor_invocation') {
      reading.type(tree.childOfKind(part, 'user_type'));
      readArguments(reading, tree.childOfKind(part, 'value_arguments'));
    } else if (tree.kind(part) === 'user_type') reading.type(part);
  }
}

export function isExportedBy({ visibility }: Modifiers): boolean {
  return visibility === 'public' || visibility === 'protected';
}

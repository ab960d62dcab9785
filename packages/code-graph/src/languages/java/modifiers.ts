import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** The modifiers of a declaration. */
export interface Modifiers {
  readonly words: ReadonlySet<string>;
  readonly visibility: string;
}

/** Reads the annotations before a declaration, and its modifiers. `implied` is what an interface says. */
export function readModifiers(reading: Reading, node: Node, implied = 'package'): Modifiers {
  const { tree } = reading;
  const list = tree.childOfKind(node, 'modifiers');
  const words = new Set<string>();
  if (list !== noNode) {
    for (let child = tree.firstChild(list); child !== noNode; child = tree.nextSibling(child)) {
      if (isAnnotation(tree.kind(child))) readAnnotation(reading, child);
      else words.add(tree.kind(child));
    }
  }
  const visibility = ['public', 'protected', 'private'].find((word) => words.has(word));
  return { words, visibility: visibility ?? implied };
}

export function isAnnotation(kind: string): boolean {
  return kind === 'annotation' || kind === 'marker_annotation';
}

/** `@Name(value)`: refers to the annotation and to what its arguments name. */
export function readAnnotation(reading: Reading, node: Node): void {
  const { tree } = reading;
  const name = tree.child(node, 'name');
  if (name !== noNode) reading.type(name);
  for (const argument of parts(tree, tree.child(node, 'arguments'))) {
    reading.value(tree.kind(argument) === 'element_value_pair' ? tree.child(argument, 'value') : argument);
  }
}

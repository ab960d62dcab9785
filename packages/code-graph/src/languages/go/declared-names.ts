import { noNode, type Node } from '../../syntax/tree.ts';
import { parts, partsOfField } from './parts.ts';
import type { Reading } from './reading.ts';

/** Declares what the file declares at its top: functions, types, constants and variables. */
export function declareTopLevel(reading: Reading, declarations: readonly Node[]): void {
  for (const node of declarations) {
    noteMethod(reading, node);
    for (const name of declaredNames(reading, node)) {
      const text = reading.tree.text(name);
      if (text !== '_') reading.facts.declare(text, 'definition');
    }
  }
}

function noteMethod({ tree, withMethods }: Reading, node: Node): void {
  const receiver = tree.child(node, 'receiver');
  const type =
    receiver === noNode
      ? null
      : /([\p{L}_][\p{L}\d_]*)\s*(?:\[[^\]]*\])?\s*,?\s*\)$/u.exec(tree.text(receiver));
  if (type !== null) withMethods.add(type[1]!);
}

function declaredNames(reading: Reading, node: Node): Node[] {
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'function_declaration': {
      const name = tree.child(node, 'name');
      return name === noNode || isAnonymous(tree.text(name)) ? [] : [name];
    }
    case 'type_declaration':
    case 'const_declaration':
    case 'var_declaration':
      return specsOf(reading, node).flatMap((spec) => partsOfField(tree, spec, 'name'));
    default:
      return [];
  }
}

/** Functions that no name refers to: a package may have any number of `init`. */
export function isAnonymous(name: string): boolean {
  return name === 'init' || name === '_';
}

/** The single declarations of `var (…)`, `const (…)`, `type (…)`. */
export function specsOf({ tree }: Reading, node: Node): Node[] {
  return parts(tree, node).flatMap((part) =>
    tree.kind(part) === 'var_spec_list' ? parts(tree, part) : [part],
  );
}

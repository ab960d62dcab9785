import { noNode, type Node } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import { parts, partsOfKind } from './parts.ts';
import type { ClassFacts, Reading } from './reading.ts';

const classes = new Set(['class_declaration', 'object_declaration', 'companion_object', 'type_alias']);

/** Declares what a file or class body declares: names of classes in scope, others as members. */
export function declareNames({ tree, facts }: Reading, declarations: readonly Node[], cls: ClassFacts): void {
  for (const node of declarations) {
    const kind = tree.kind(node);
    const name = kind === 'type_alias' ? tree.child(node, 'type') : tree.child(node, 'name');
    if (classes.has(kind) && name !== noNode) facts.declare(tree.text(name), 'definition');
    if (kind === 'function_declaration' && name !== noNode) cls.names.add(calledName(tree.text(name)));
    if (kind === 'enum_entry') cls.names.add(tree.text(parts(tree, node)[0] ?? node));
    if (kind !== 'property_declaration') continue;
    for (const variable of partsOfKind(tree, node, 'variable_declaration')) {
      const own = tree.childOfKind(variable, 'identifier');
      if (own !== noNode) cls.names.add(tree.text(own));
    }
  }
}

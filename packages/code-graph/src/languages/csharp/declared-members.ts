import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { modifiersOf } from './modifiers.ts';
import { listed, parts, partsOfKind } from './parts.ts';
import type { DeclaredMember } from './reading.ts';

/** What a type's body declares by name, known before any of it is read. */
export function declaredMembers(tree: SyntaxTree, node: Node): ReadonlyMap<string, DeclaredMember> {
  const members = new Map<string, DeclaredMember>();
  for (const part of listed(tree, tree.child(node, 'body'))) {
    const modifiers = modifiersOf(tree, part);
    const isStatic = modifiers.has('static') || modifiers.has('const');
    for (const { name, type } of namesOf(tree, part)) {
      members.set(tree.text(name), { isStatic, type: type === noNode ? '' : tree.text(type) });
    }
  }
  return members;
}

function namesOf(tree: SyntaxTree, member: Node): { readonly name: Node; readonly type: Node }[] {
  const declaration = tree.childOfKind(member, 'variable_declaration');
  if (declaration !== noNode) {
    const type = tree.child(declaration, 'type');
    return partsOfKind(tree, declaration, 'variable_declarator').map((declarator) => ({
      name: declaratorName(tree, declarator),
      type,
    }));
  }
  const name = tree.child(member, 'name');
  return name === noNode ? [] : [{ name, type: tree.child(member, 'type') }];
}

export function declaratorName(tree: SyntaxTree, declarator: Node): Node {
  const name = tree.child(declarator, 'name');
  return name === noNode ? (parts(tree, declarator)[0] ?? declarator) : name;
}

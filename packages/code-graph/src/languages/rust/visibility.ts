import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** `public`, `crate`, `restricted` (`pub(super)`, `pub(in …)`) or `private`. */
export function visibilityOf(tree: SyntaxTree, node: Node): string {
  const modifier = tree.childOfKind(node, 'visibility_modifier');
  if (modifier === noNode) return 'private';
  const text = tree.text(modifier).replaceAll(/\s+/g, '');
  if (text === 'pub') return 'public';
  if (text === 'crate' || text === 'pub(crate)') return 'crate';
  return text === 'pub(self)' ? 'private' : 'restricted';
}

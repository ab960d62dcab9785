import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The named children of a node, without comments. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  if (node === noNode) return [];
  return tree.namedChildren(node).filter((child) => tree.kind(child) !== 'comment');
}

/** The children that fill a field, in order. */
export function fieldParts(tree: SyntaxTree, node: Node, field: string): Node[] {
  return parts(tree, node).filter((child) => tree.field(child) === field);
}

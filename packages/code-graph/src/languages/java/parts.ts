import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The node's named children without comments. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  if (node === noNode) return [];
  return tree.namedChildren(node).filter((child) => !isComment(tree.kind(child)));
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  return parts(tree, node)[0] ?? noNode;
}

/** The named children that fill the field, such as the names of one declaration. */
export function partsOfField(tree: SyntaxTree, node: Node, field: string): Node[] {
  return parts(tree, node).filter((child) => tree.field(child) === field);
}

function isComment(kind: string): boolean {
  return kind === 'line_comment' || kind === 'block_comment';
}

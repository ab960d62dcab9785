import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const comments = new Set(['line_comment', 'block_comment']);
const notParts = new Set([...comments, 'attribute_item', 'inner_attribute_item']);

/** The node's named children without comments and attributes. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  if (node === noNode) return [];
  return tree.namedChildren(node).filter((child) => !notParts.has(tree.kind(child)));
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  return parts(tree, node)[0] ?? noNode;
}

/** The kind of a node, or '' where there is none. */
export function kindOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.kind(node);
}

/** The text of a node, or '' where there is none. */
export function textOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.text(node);
}

/** The name that a node spells: `r#type` is `type`. */
export function nameOf(tree: SyntaxTree, node: Node): string {
  const text = textOf(tree, node);
  return text.startsWith('r#') ? text.slice(2) : text;
}

export function isComment(kind: string): boolean {
  return comments.has(kind);
}

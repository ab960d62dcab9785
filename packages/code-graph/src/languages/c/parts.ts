import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The node's named children without comments. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = [];
  if (node === noNode) return found;
  for (let at = tree.firstNamedChild(node); at !== noNode; at = tree.nextNamedSibling(at)) {
    if (tree.kind(at) !== 'comment') found.push(at);
  }
  return found;
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  if (node === noNode) return noNode;
  for (let at = tree.firstNamedChild(node); at !== noNode; at = tree.nextNamedSibling(at)) {
    if (tree.kind(at) !== 'comment') return at;
  }
  return noNode;
}

/** The named children that fill the field, such as the declarators of one declaration. */
export function partsOfField(tree: SyntaxTree, node: Node, field: string): Node[] {
  return parts(tree, node).filter((child) => tree.field(child) === field);
}

/** The node's kind, or '' for `noNode`. */
export function kindOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.kind(node);
}

/** The node's text, or '' for `noNode`. */
export function textOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.text(node);
}

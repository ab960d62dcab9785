import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The node's named children without comments. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = [];
  if (node === noNode) return found;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.isNamed(child) && tree.kind(child) !== 'comment') found.push(child);
  }
  return found;
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  return parts(tree, node)[0] ?? noNode;
}

export function kindOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.kind(node);
}

export function partsOfKind(tree: SyntaxTree, node: Node, kind: string): Node[] {
  return parts(tree, node).filter((part) => tree.kind(part) === kind);
}

/** The expression inside any parentheses around it. */
export function withoutParentheses(tree: SyntaxTree, node: Node): Node {
  let at = node;
  while (kindOf(tree, at) === 'parenthesized_expression') at = firstPart(tree, at);
  return at;
}

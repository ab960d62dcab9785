import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The node's parts without tokens, comments and line continuations. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = [];
  if (node === noNode) return found;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (isPart(tree, child)) found.push(child);
  }
  return found;
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  if (node === noNode) return noNode;
  let child = tree.firstChild(node);
  while (child !== noNode && !isPart(tree, child)) child = tree.nextSibling(child);
  return child;
}

function isPart(tree: SyntaxTree, node: Node): boolean {
  if (!tree.isNamed(node)) return false;
  const kind = tree.kind(node);
  return kind !== 'comment' && kind !== 'line_continuation';
}

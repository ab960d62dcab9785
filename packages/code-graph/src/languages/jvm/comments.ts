import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const documentationLengthMax = 4000;

/** The `/** … *\/` comment before a declaration, without its marks. */
export function documentationOf(tree: SyntaxTree, node: Node): string {
  const comment = commentBefore(tree, node);
  if (comment === noNode) return '';
  const text = tree.text(comment);
  if (!text.startsWith('/**')) return '';
  const plain = text
    .replace(/^\/\*+/, '')
    .replace(/\*+\/$/, '')
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .trim();
  return plain.length > documentationLengthMax ? `${plain.slice(0, documentationLengthMax - 1)}…` : plain;
}

const looksBackMax = 4000;

/** Nodes stand in the order of the text: what ends right before this one is near it. */
function commentBefore(tree: SyntaxTree, node: Node): Node {
  const parent = tree.parent(node);
  const from = parent === noNode ? 0 : parent;
  for (let at = node - 1; at > from && node - at < looksBackMax; at--) {
    if (tree.parent(at) !== parent || !tree.isNamed(at)) continue;
    return tree.kind(at) === 'block_comment' ? at : noNode;
  }
  return noNode;
}

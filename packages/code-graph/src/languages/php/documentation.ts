import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The comment that stands directly above a definition, with its stars; empty where there is none. */
export function commentAbove(tree: SyntaxTree, node: Node): string {
  let found = noNode;
  for (let at = siblingBefore(tree, node); at !== noNode; at = siblingBefore(tree, at)) {
    if (tree.kind(at) === 'comment') {
      if (isBlock(tree, at)) return tree.text(at);
      if (found === noNode) found = at;
    } else if (tree.isNamed(at)) break;
  }
  return found === noNode ? '' : tree.text(found);
}

/** Nodes are in pre-order: the one before is the last inside the sibling before. */
function siblingBefore(tree: SyntaxTree, node: Node): Node {
  const parent = tree.parent(node);
  if (parent === noNode || node - 1 === parent) return noNode;
  let at = node - 1;
  while (tree.parent(at) !== parent) at = tree.parent(at);
  return at;
}

function isBlock(tree: SyntaxTree, node: Node): boolean {
  return tree.source.startsWith('/**', tree.start(node));
}

/** A comment's text without what marks it as one. */
export function contentOf(comment: string): string {
  if (!comment.startsWith('/*')) return comment.replace(/^(?:\/\/|#) ?/, '').trim();
  return comment
    .slice(2, comment.endsWith('*/') ? -2 : undefined)
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, '').trimEnd())
    .join('\n')
    .trim();
}

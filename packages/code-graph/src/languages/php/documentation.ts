import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The comment that stands directly above a definition, with its stars; empty where there is none. */
export function commentAbove(tree: SyntaxTree, node: Node): string {
  let above = noNode;
  for (let at = tree.previousSibling(node); at !== noNode; at = tree.previousSibling(at)) {
    if (tree.kind(at) === 'comment') above = at;
    if (tree.isNamed(at) && (above !== at || isBlock(tree, at))) break;
  }
  return above === noNode ? '' : tree.text(above);
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

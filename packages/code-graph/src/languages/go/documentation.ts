import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const documentationLengthMax = 4000;

/** The comment that stands right above a declaration, without its marks. */
export function documentationOf(tree: SyntaxTree, node: Node): string {
  const comments: string[] = [];
  let line = tree.point(tree.start(node)).line;
  for (const comment of commentsBefore(tree, node)) {
    const end = tree.point(tree.end(comment)).line;
    if (end !== line - 1) break;
    line = tree.point(tree.start(comment)).line;
    comments.unshift(withoutMarks(tree.text(comment)));
  }
  const text = comments.join('\n').trim();
  return text.length > documentationLengthMax ? `${text.slice(0, documentationLengthMax - 1)}…` : text;
}

/** The comments between the node and what stands before it, the nearest first. */
function commentsBefore(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = [];
  for (let at = tree.previousSibling(node); at !== noNode; at = tree.previousSibling(at)) {
    if (tree.kind(at) === 'comment') found.push(at);
    else if (tree.isNamed(at)) break;
  }
  return found;
}

/** Lines such as `//go:generate` say something to tools. */
function withoutMarks(comment: string): string {
  if (/^\/\/[a-z]+:/.test(comment)) return '';
  if (comment.startsWith('//')) return comment.slice(2).replace(/^ /, '');
  return comment
    .replace(/^\/\*+/, '')
    .replace(/\*+\/$/, '')
    .trim();
}

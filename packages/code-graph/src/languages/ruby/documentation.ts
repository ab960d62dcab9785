import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const notes = /^#(?:!|\s*(?:frozen_string_literal|encoding|-\*-|rubocop|typed):?)/;

/** The comment that stands directly above a definition. */
export function documentationOf(tree: SyntaxTree, node: Node): string {
  let at = node;
  while (wrappers.has(kindOf(tree, tree.parent(at))) && isFirst(tree, at)) at = tree.parent(at);
  const lines: string[] = [];
  let line = tree.point(tree.start(at)).line;
  for (const comment of commentsBefore(tree, at)) {
    const start = tree.point(tree.start(comment));
    const text = tree.text(comment);
    const end = tree.point(tree.start(comment) + text.trimEnd().length).line;
    if (end !== line - 1 || !standsAlone(tree, comment)) break;
    if (!notes.test(text)) lines.unshift(contentOf(text));
    line = start.line;
  }
  return lines.join('\n').trim();
}

const wrappers = new Set(['argument_list', 'call', 'assignment']);

function kindOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.kind(node);
}

function isFirst(tree: SyntaxTree, node: Node): boolean {
  const line = (at: Node) => tree.point(tree.start(at)).line;
  return line(node) === line(tree.parent(node));
}

/** Comments among the siblings before the node, nearest first; those of a body's head stand before the body. */
function commentsBefore(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = [];
  const parent = tree.parent(node);
  if (parent === noNode) return found;
  for (let at = tree.previousSibling(node); at !== noNode; at = tree.previousSibling(at)) {
    if (tree.kind(at) === 'comment') found.push(at);
    else if (tree.isNamed(at)) break;
  }
  const isFirstOfBody = tree.kind(parent) === 'body_statement' && tree.firstNamedChild(parent) === node;
  return isFirstOfBody ? commentsBefore(tree, parent) : found;
}

function standsAlone(tree: SyntaxTree, comment: Node): boolean {
  const before = tree.source.slice(
    tree.source.lastIndexOf('\n', tree.start(comment) - 1) + 1,
    tree.start(comment),
  );
  return before.trim() === '';
}

function contentOf(comment: string): string {
  if (comment.startsWith('=begin')) return comment.replace(/^=begin.*\n?/, '').replace(/\n?=end[^]*$/, '');
  return comment.replace(/^#+ ?/, '');
}

import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const unread = new Set([
  'comment',
  'preproc_region',
  'preproc_endregion',
  'preproc_define',
  'preproc_undef',
  'preproc_pragma',
  'preproc_nullable',
  'preproc_line',
  'preproc_error',
  'preproc_warning',
]);

/** The node's named children without comments and without directives that hold no code. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  if (node === noNode) return [];
  return tree.namedChildren(node).filter((child) => !unread.has(tree.kind(child)));
}

export function partsOfKind(tree: SyntaxTree, node: Node, kind: string): Node[] {
  return parts(tree, node).filter((child) => tree.kind(child) === kind);
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  return parts(tree, node)[0] ?? noNode;
}

/** The last of the parts, or `noNode`. */
export function lastPart(tree: SyntaxTree, node: Node): Node {
  return parts(tree, node).at(-1) ?? noNode;
}

const keywords = new Set(
  'catch else finally for foreach if lock return switch throw try using while'.split(' '),
);

/** Whether the text stands where a name is expected by mistake: around directives that cut a statement. */
export function isKeyword(text: string): boolean {
  return keywords.has(text);
}

const conditional = /^preproc_(?:if|elif|else)/;

/** The declarations or statements of a list: those of every branch of `#if`, too. */
export function listed(tree: SyntaxTree, node: Node): Node[] {
  return parts(tree, node).flatMap((part) => {
    if (!conditional.test(tree.kind(part))) return [part];
    return listed(tree, part).filter((inner) => tree.field(inner) !== 'condition');
  });
}

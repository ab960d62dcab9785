import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The node's named children without comments. */
export function parts(tree: SyntaxTree, node: Node): Node[] {
  if (node === noNode) return [];
  return tree.namedChildren(node).filter((child) => !isComment(tree.kind(child)));
}

/** The first of the parts, or `noNode`. */
export function firstPart(tree: SyntaxTree, node: Node): Node {
  return parts(tree, node)[0] ?? noNode;
}

function isComment(kind: string): boolean {
  return kind === 'line_comment' || kind === 'block_comment';
}

/** All named children of the kind. */
export function partsOfKind(tree: SyntaxTree, node: Node, kind: string): Node[] {
  return parts(tree, node).filter((child) => tree.kind(child) === kind);
}

const typeKinds = new Set([
  'user_type',
  'nullable_type',
  'function_type',
  'parenthesized_type',
  'non_nullable_type',
  'dynamic',
]);

export function isType(tree: SyntaxTree, node: Node): boolean {
  return typeKinds.has(tree.kind(node));
}

/**
 * The grammar reads `!f(x)` as a call of `!f`, and `-a.b` as a member of `-a`: what stands before the operand
 * belongs to the whole.
 */
export function withoutPrefix(tree: SyntaxTree, node: Node): Node {
  let at = node;
  while (at !== noNode && tree.kind(at) === 'unary_expression') {
    const [sign, argument] = [tree.child(at, 'operator'), tree.child(at, 'argument')];
    if (sign === noNode || argument === noNode || tree.start(sign) > tree.start(argument)) break;
    at = argument;
  }
  return at;
}

import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;

/** What stands before the body of a function or class, on one line, without attributes. */
export function headOf(tree: SyntaxTree, node: Node): string {
  const body = tree.child(node, 'body');
  return slice(tree, startOf(tree, node), body === noNode ? tree.end(node) : tree.start(body));
}

/** A declaration on one line, without attributes. */
export function lineOf(tree: SyntaxTree, node: Node): string {
  return slice(tree, startOf(tree, node), tree.end(node));
}

function startOf(tree: SyntaxTree, node: Node): number {
  const attributes = tree.child(node, 'attributes');
  return attributes === noNode ? tree.start(node) : tree.end(attributes);
}

function slice(tree: SyntaxTree, from: number, to: number): string {
  const text = tree.source
    .slice(from, Math.min(to, from + signatureLengthMax * 2))
    .replaceAll(/\s+/g, ' ')
    .replace(/[;,]\s*$/, '')
    .trim();
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

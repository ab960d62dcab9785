import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;
/** Longer heads are not looked at to their end. */
const headLengthMax = 1500;

/** `static int read(struct file *f)`, `class A : public B`: what stands before the body, on one line. */
export function headOf(tree: SyntaxTree, node: Node): string {
  const initialisers = tree.childOfKind(node, 'field_initializer_list');
  const body = initialisers === noNode ? tree.child(node, 'body') : initialisers;
  return textBetween(tree, tree.start(node), body === noNode ? tree.end(node) : tree.start(body));
}

/** A whole declaration on one line. */
export function lineOf(tree: SyntaxTree, node: Node): string {
  return textBetween(tree, tree.start(node), tree.end(node));
}

export function textBetween(tree: SyntaxTree, from: number, to: number): string {
  const raw = tree.source.slice(from, Math.min(to, from + headLengthMax));
  const isOneLine = raw.length < signatureLengthMax && !/\s\s|[\n\t]/.test(raw);
  const text = (isOneLine ? raw : raw.replaceAll(/\s+/g, ' ')).trim().replace(/;$/, '');
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

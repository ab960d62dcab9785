import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;
/** Longer heads are not looked at to their end. */
const headLengthMax = 2000;

/** A declaration up to its body, on one line; without annotations before it. */
export function headOf(tree: SyntaxTree, node: Node, body: Node): string {
  return textBetween(tree, startOf(tree, node), body === noNode ? tree.end(node) : tree.start(body));
}

export function textBetween(tree: SyntaxTree, from: number, to: number): string {
  const text = tree.source
    .slice(from, Math.min(to, from + headLengthMax))
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s{=;]+$/, '')
    .trim();
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

const annotations = new Set(['annotation', 'marker_annotation']);

function startOf(tree: SyntaxTree, node: Node): number {
  const modifiers = tree.childOfKind(node, 'modifiers');
  if (modifiers === noNode) return tree.start(node);
  let last = noNode;
  for (const child of tree.namedChildren(modifiers)) if (annotations.has(tree.kind(child))) last = child;
  return last === noNode ? tree.start(node) : tree.end(last);
}

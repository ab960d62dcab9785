import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;

/** The head of a method, class or module: what stands before its body, on one line. */
export function headOf(tree: SyntaxTree, node: Node): string {
  const start = tree.start(node);
  return bounded(
    oneLine(tree.source.slice(start, Math.min(endOfHead(tree, node), start + signatureLengthMax * 2))),
  );
}

function endOfHead(tree: SyntaxTree, node: Node): number {
  for (const field of ['parameters', 'superclass', 'name', 'value']) {
    const part = tree.child(node, field);
    if (part !== noNode) return tree.end(part);
  }
  return tree.end(node);
}

/** A statement on one line. */
export function lineOf(tree: SyntaxTree, node: Node): string {
  const from = tree.start(node);
  return bounded(oneLine(tree.source.slice(from, Math.min(tree.end(node), from + signatureLengthMax * 2))));
}

function oneLine(text: string): string {
  return text
    .replaceAll(/(?<=^|\s)#[^\n'"{]*(?=\n|$)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function bounded(text: string): string {
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

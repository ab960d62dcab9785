import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;
/** Longer heads are not looked at to their end. */
const headLengthMax = 2000;

/** `async def f(a: int, b=1) -> str`, `class A(B)`: a definition's head on one line. */
export function headOf(tree: SyntaxTree, definition: Node): string {
  const from = tree.start(definition);
  return bounded(
    oneLine(tree.source.slice(from, Math.min(endOfHead(tree, definition), from + headLengthMax))),
  );
}

/** Where the colon before the body stands. */
function endOfHead(tree: SyntaxTree, definition: Node): number {
  let end = tree.end(definition);
  for (let child = tree.firstChild(definition); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.field(child) === 'body') break;
    if (tree.kind(child) === ':') end = tree.start(child);
  }
  return end;
}

/** `x: int = 1`: an assignment on one line. */
export function assignmentOf(tree: SyntaxTree, node: Node): string {
  const from = tree.start(node);
  return bounded(oneLine(tree.source.slice(from, Math.min(tree.end(node), from + signatureLengthMax * 2))));
}

function oneLine(text: string): string {
  if (!text.includes('\n')) return text.trim();
  return text
    .replaceAll(/(^|\s)#[^\n'"]*(?=\n|$)/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([([]) /g, '$1')
    .replaceAll(/,? ([)\]])/g, '$1')
    .trim();
}

function bounded(text: string): string {
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

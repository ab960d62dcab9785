import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;
/** Longer heads are not looked at to their end. */
const headLengthMax = 2000;
const bodies = new Set(['body', 'accessors', 'value']);

/** `public Foo Bar(int x)`: what stands before the body, without attributes, on one line. */
export function headOf(tree: SyntaxTree, node: Node): string {
  let [from, to] = [tree.start(node), tree.end(node)];
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.kind(child) === 'attribute_list') from = tree.end(child);
    if (bodies.has(tree.field(child) ?? '')) to = Math.min(to, tree.start(child));
  }
  return oneLine(tree.source.slice(from, Math.min(to, from + headLengthMax)));
}

/** `private readonly Repo _repo`: modifiers and type of a field, and the one name. */
export function fieldHeadOf(tree: SyntaxTree, node: Node, type: Node, name: string): string {
  const end = type === noNode ? tree.start(node) : tree.end(type);
  const lists = tree.namedChildren(node).filter((child) => tree.kind(child) === 'attribute_list');
  const from = lists.length === 0 ? tree.start(node) : tree.end(lists.at(-1)!);
  return oneLine(`${tree.source.slice(from, Math.min(end, from + headLengthMax))} ${name}`);
}

function oneLine(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\s*(?:;|=>|=|\{)$/, '');
  return line.length > signatureLengthMax ? `${line.slice(0, signatureLengthMax - 1)}…` : line;
}

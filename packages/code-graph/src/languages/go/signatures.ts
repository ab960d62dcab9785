import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const signatureLengthMax = 300;
/** Longer heads are not looked at to their end. */
const headLengthMax = 2000;

/** `func (s *Server) Serve(l net.Listener) error`: what stands before the body, on one line. */
export function headOf(tree: SyntaxTree, node: Node): string {
  const body = tree.child(node, 'body');
  return textBetween(tree, tree.start(node), body === noNode ? tree.end(node) : tree.start(body));
}

/** `var x T = 1`, `Name string`: a whole declaration on one line, after a word that says what it is. */
export function lineOf(tree: SyntaxTree, node: Node, word = ''): string {
  const text = textBetween(tree, tree.start(node), tree.end(node));
  return word === '' ? text : `${word} ${text}`;
}

/** `type User struct`, `type Celsius float64`: a type's head. */
export function typeHeadOf(tree: SyntaxTree, node: Node): string {
  const type = tree.child(node, 'type');
  const kind = type === noNode ? '' : tree.kind(type);
  if (kind !== 'struct_type' && kind !== 'interface_type') return lineOf(tree, node, 'type');
  const word = kind === 'struct_type' ? 'struct' : 'interface';
  return `type ${textBetween(tree, tree.start(node), tree.start(type))} ${word}`;
}

function textBetween(tree: SyntaxTree, from: number, to: number): string {
  const text = tree.source
    .slice(from, Math.min(to, from + headLengthMax))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

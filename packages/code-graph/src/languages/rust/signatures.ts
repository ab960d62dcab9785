import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { withMarks } from './macro-marks.ts';

const signatureLengthMax = 300;
/** Longer heads are not looked at to their end. */
const headLengthMax = 2000;

/** `pub fn new(id: u64) -> Self`: what stands before the body, on one line. */
export function signatureOf(tree: SyntaxTree, node: Node): string {
  const body = tree.child(node, 'body');
  const isTuple = body !== noNode && tree.kind(body) === 'ordered_field_declaration_list';
  const end = body === noNode || isTuple ? tree.end(node) : tree.start(body);
  return lineOf(tree, tree.start(node), end);
}

function lineOf(tree: SyntaxTree, from: number, to: number): string {
  const text = withMarks(tree.source.slice(from, Math.min(to, from + headLengthMax)))
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s;,]+$/, '')
    .trim();
  return text.length > signatureLengthMax ? `${text.slice(0, signatureLengthMax - 1)}…` : text;
}

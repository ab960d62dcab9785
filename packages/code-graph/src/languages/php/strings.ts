import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The text of a string that holds nothing to be computed, or undefined. */
export function textOfString(tree: SyntaxTree, node: Node): string | undefined {
  if (node === noNode) return undefined;
  const kind = tree.kind(node);
  if (kind !== 'string' && kind !== 'encapsed_string') return undefined;
  let text = '';
  for (let part = tree.firstChild(node); part !== noNode; part = tree.nextSibling(part)) {
    if (!tree.isNamed(part)) continue;
    if (tree.kind(part) === 'string_content') text += tree.text(part);
    else if (tree.kind(part) === 'escape_sequence') text += unescaped(tree.text(part));
    else return undefined;
  }
  return text;
}

function unescaped(sequence: string): string {
  return /^\\[\\'"$]$/.test(sequence) ? sequence.slice(1) : sequence;
}

/** A key of an array that is known when the program is written. */
export function constantKey(tree: SyntaxTree, node: Node): string | undefined {
  if (node === noNode) return undefined;
  if (tree.kind(node) === 'integer') return tree.text(node);
  return textOfString(tree, node);
}

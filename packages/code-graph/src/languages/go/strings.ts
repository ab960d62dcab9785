import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The text of a string without escapes, or undefined when the node is none. */
export function textOfString(tree: SyntaxTree, node: Node): string | undefined {
  if (node === noNode || !/^(?:interpreted|raw)_string_literal$/.test(tree.kind(node))) return undefined;
  const text = tree.text(node);
  return text.includes('\\') || text.length < 2 ? undefined : text.slice(1, -1);
}

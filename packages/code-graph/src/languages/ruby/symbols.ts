import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The text of `:name`, `'name'` or `"name"`, or undefined when it is not constant. */
export function textOfSymbol(tree: SyntaxTree, node: Node): string | undefined {
  if (node === noNode) return undefined;
  const kind = tree.kind(node);
  if (kind === 'simple_symbol') return tree.text(node).slice(1);
  if (kind === 'hash_key_symbol' || kind === 'bare_symbol' || kind === 'bare_string') return tree.text(node);
  if (kind !== 'string' && kind !== 'delimited_symbol') return undefined;
  const content = tree.firstNamedChild(node);
  if (content === noNode || tree.kind(content) !== 'string_content') return undefined;
  return tree.nextNamedSibling(content) === noNode ? tree.text(content) : undefined;
}

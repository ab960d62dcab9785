import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const words = new Set([
  'static',
  'async',
  'abstract',
  'readonly',
  'get',
  'set',
  '*',
  'declare',
  'accessor',
  'const',
]);
const subkinds: Readonly<Record<string, string>> = { get: 'getter', set: 'setter', '*': 'generator' };

export interface Modifiers {
  readonly words: readonly string[];
  /** As written: `private`, `protected`, `public`; '' when nothing is. */
  readonly visibility: string;
}

/** The keywords before a declaration's name. */
export function modifiersOf(tree: SyntaxTree, node: Node): Modifiers {
  const found: string[] = [];
  let visibility = '';
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    const field = tree.field(child);
    if (field === 'parameters' || field === 'value' || field === 'body') break;
    const kind = tree.kind(child);
    if (kind === 'accessibility_modifier') visibility = tree.text(child);
    else if (field !== 'name' && field !== 'property' && words.has(kind)) found.push(kind);
  }
  return { words: found, visibility };
}

/** What a definition's subkind says of its modifiers, such as `static async`. */
export function subkindOf(modifiers: readonly string[], also = ''): string {
  const said = modifiers.filter((word) => word !== 'const').map((word) => subkinds[word] ?? word);
  if (also !== '') said.push(also);
  return said.join(' ');
}

import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const documentationLengthMax = 4000;
/** Comments and marks that may stand between a documentation comment and what it is about. */
const between = new Set(['comment', 'preproc_region', 'preproc_pragma', 'preproc_nullable']);

/** The documentation comment right before a declaration, as text. */
export function documentationOf(tree: SyntaxTree, node: Node): string {
  const lines: string[] = [];
  for (const comment of commentsBefore(tree, node)) {
    const text = tree.text(comment);
    if (text.startsWith('///')) lines.push(text.slice(3).replace(/^ /, ''));
    else if (text.startsWith('/**')) lines.push(withoutStars(text));
    else lines.length = 0;
  }
  const text = withoutTags(lines.join('\n'));
  return text.length > documentationLengthMax ? `${text.slice(0, documentationLengthMax - 1)}…` : text;
}

/** The comments between the node and what stands before it, in order. */
function commentsBefore(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = [];
  for (let at = tree.previousSibling(node); at !== noNode; at = tree.previousSibling(at)) {
    if (!between.has(tree.kind(at))) break;
    if (tree.kind(at) === 'comment') found.unshift(at);
  }
  return found;
}

function withoutStars(text: string): string {
  return text
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .replaceAll(/^\s*\* ?/gm, '')
    .trim();
}

/** What the tags name stays: `<see cref="T:A.B"/>` is `A.B`. */
function withoutTags(text: string): string {
  return text
    .replaceAll(/<(?:see|seealso|paramref|typeparamref)\s+\w+="(?:\w:)?([^"]*)"\s*\/>/g, '$1')
    .replaceAll(/<param\s+name="([^"]*)"\s*>/g, '$1: ')
    .replaceAll(/<\/?[a-z]\w*(?:\s[^<>]*)?\/?>/gi, '')
    .replaceAll(/^[ \t]+|[ \t]+$/gm, '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
}

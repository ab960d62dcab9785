import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { attributePath, attributeText, headOf } from './heads.ts';
import { isComment, textOf } from './parts.ts';
import type { Reading } from './reading.ts';

const documentationLengthMax = 4000;

/** The documentation above an item: `/// …`, `/** … *\/`, `#[doc = "…"]`. */
export function documentationOf(reading: Reading, node: Node): string {
  const { tree } = reading;
  const { comments, attributes } = headOf(reading, node);
  const texts = comments.map((comment) => markedText(tree, comment, 'outer'));
  for (const attribute of attributes) {
    if (attributePath(tree, attribute) === 'doc') texts.push(attributeText(tree, attribute));
  }
  return limited(texts);
}

/** The documentation that a module's own body begins with: `//! …`. */
export function innerDocumentation(tree: SyntaxTree, body: Node): string {
  const texts: (string | undefined)[] = [];
  for (let child = tree.firstChild(body); child !== noNode; child = tree.nextSibling(child)) {
    if (isComment(tree.kind(child))) texts.push(markedText(tree, child, 'inner'));
    else if (tree.isNamed(child)) break;
  }
  return limited(texts);
}

function markedText(tree: SyntaxTree, comment: Node, side: 'outer' | 'inner'): string | undefined {
  if (tree.child(comment, side) === noNode) return undefined;
  const text = textOf(tree, tree.child(comment, 'doc'));
  if (tree.kind(comment) === 'line_comment') return text.replace(/^ /, '').replace(/\r?\n$/, '');
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}

function limited(texts: readonly (string | undefined)[]): string {
  const text = texts
    .filter((part) => part !== undefined)
    .join('\n')
    .trim();
  return text.length > documentationLengthMax ? `${text.slice(0, documentationLengthMax - 1)}…` : text;
}

import type { Node, SyntaxTree } from '../../syntax/tree.ts';

/** The modifiers of a declaration: `public`, `static`, `async`, … */
export function modifiersOf(tree: SyntaxTree, node: Node): ReadonlySet<string> {
  const modifiers = tree.namedChildren(node).filter((child) => tree.kind(child) === 'modifier');
  return new Set(modifiers.map((modifier) => tree.text(modifier)));
}

const levels = ['public', 'private', 'protected', 'internal', 'file'];

/** `public`, `protected internal`, …; what is not said is `otherwise`. */
export function visibilityIn(modifiers: ReadonlySet<string>, otherwise: string): string {
  const said = levels.filter((level) => modifiers.has(level));
  return said.length === 0 ? otherwise : said.join(' ');
}

/** Whether others than the program itself can use it. */
export function isExported(visibility: string): boolean {
  return visibility === 'public' || (visibility.includes('protected') && !visibility.includes('private'));
}

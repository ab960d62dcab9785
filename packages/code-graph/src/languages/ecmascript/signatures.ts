import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

const lengthMax = 300;

/** The text from one offset to another on one line, bounded, without what opens a body. */
export function oneLine(source: string, from: number, to: number): string {
  const text = source.slice(from, Math.min(to, from + lengthMax * 2));
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/ ?(?:=>|[{=;])? ?$/, '')
    .trim();
  return line.length > lengthMax ? `${line.slice(0, lengthMax - 1)}…` : line;
}

/** A declaration up to its body or value; all of it when it has none. */
export function signatureOf(tree: SyntaxTree, declaration: Node, body: Node): string {
  const end = body === noNode ? tree.end(declaration) : tree.start(body);
  return oneLine(tree.source, tree.start(declaration), end);
}

const variableLengthMax = 120;

/** A variable's declaration with the beginning of its value. */
export function variableSignature(tree: SyntaxTree, keyword: string, declarator: Node): string {
  const start = tree.start(declarator);
  const line = oneLine(tree.source, start, tree.end(declarator));
  const text = `${keyword} ${line}`.trim();
  return text.length > variableLengthMax ? `${text.slice(0, variableLengthMax - 1)}…` : text;
}

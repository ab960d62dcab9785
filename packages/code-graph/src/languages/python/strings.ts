import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { firstPart } from './parts.ts';

const documentationLengthMax = 2000;

/** The content of a plain string literal as written, or undefined for anything else. */
export function textOfString(tree: SyntaxTree, node: Node): string | undefined {
  if (node === noNode || tree.kind(node) !== 'string') return undefined;
  const start = tree.childOfKind(node, 'string_start');
  const end = tree.childOfKind(node, 'string_end');
  if (start === noNode || end === noNode || tree.childOfKind(node, 'interpolation') !== noNode)
    return undefined;
  return tree.source.slice(tree.end(start), tree.start(end));
}

/** The docstring of a module, class or function body, cleaned as `inspect.cleandoc` does; '' if none. */
export function docstringOf(tree: SyntaxTree, body: Node): string {
  const statement = firstPart(tree, body);
  if (statement === noNode || tree.kind(statement) !== 'expression_statement') return '';
  const text = textOfString(tree, firstPart(tree, statement));
  return text === undefined ? '' : cleanDocumentation(text);
}

function cleanDocumentation(text: string): string {
  const isLong = text.length > documentationLengthMax * 2;
  const [first = '', ...rest] = (isLong ? text.slice(0, documentationLengthMax * 2) : text).split('\n');
  if (rest.length === 0) return bounded(first.trim());
  const indents = rest
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...indents);
  return bounded([first.trimStart(), ...rest.map((line) => line.slice(margin).trimEnd())].join('\n').trim());
}

function bounded(text: string): string {
  return text.length > documentationLengthMax ? `${text.slice(0, documentationLengthMax - 1)}…` : text;
}

import type { Node, SyntaxTree } from '../../syntax/tree.ts';

const documentationLengthMax = 4000;

/** The comment that ends on the line above a declaration, without its marks. */
export function documentationOf(tree: SyntaxTree, node: Node): string {
  const end = commentEndBefore(tree.source, tree.start(node));
  if (end === -1) return '';
  const text = tree.source.startsWith('*/', end - 2)
    ? blockBefore(tree.source, end)
    : linesBefore(tree.source, end);
  return text.length > documentationLengthMax ? `${text.slice(0, documentationLengthMax - 1)}…` : text;
}

/** Where a comment ends that only the end of its line parts from the declaration, or -1. */
function commentEndBefore(source: string, start: number): number {
  let at = start - 1;
  let lines = 0;
  for (; at >= 0; at--) {
    const code = source.charCodeAt(at);
    if (code === newline) {
      if (++lines > 1) return -1;
    } else if (code !== space && code !== tab && code !== carriageReturn) break;
  }
  if (at < 1) return -1;
  if (source.startsWith('*/', at - 1)) return at + 1;
  const line = source.slice(source.lastIndexOf('\n', at) + 1, at + 1);
  return lines === 1 && /^\s*\/\//.test(line) ? at + 1 : -1;
}

const [newline, space, tab, carriageReturn] = [10, 32, 9, 13];

function blockBefore(source: string, end: number): string {
  const start = source.lastIndexOf('/*', end - 2);
  const isAfterCode = /\S/.test(source.slice(source.lastIndexOf('\n', start) + 1, start));
  if (start === -1 || isAfterCode) return '';
  return source
    .slice(start + 2, end - 2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, '').trimEnd())
    .join('\n')
    .replace(/^[*!<\s]+/, '')
    .trim();
}

function linesBefore(source: string, end: number): string {
  const lines: string[] = [];
  for (let at = end; at > 0;) {
    const start = source.lastIndexOf('\n', at - 1) + 1;
    const match = /^\s*\/\/[/!<]* ?(.*)$/.exec(source.slice(start, at).trimEnd());
    if (match === null) break;
    lines.unshift(match[1]!);
    at = start - 1;
  }
  return lines.join('\n').trim();
}

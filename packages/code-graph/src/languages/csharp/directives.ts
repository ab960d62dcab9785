/**
 * The grammar reads `#if` where every branch is a whole declaration or statement. Where branches are parts of
 * one (two heads of a method, an `else`), the first is kept and the others are blanked with the directives, at
 * equal length; sections of a `switch` and branches without an alternative all stay.
 */
export function joinCutBranches(source: string): string {
  if (!source.includes('#if')) return source;
  const edits: Span[] = [];
  const open: Group[] = [];
  for (const match of source.matchAll(/^[ \t]*#[ \t]*(if|elif|else|endif)\b.*$/gm)) {
    const directive: Span = { from: match.index, to: match.index + match[0].length };
    if (match[1] === 'if') open.push({ directives: [directive] });
    else open.at(-1)?.directives.push(directive);
    if (match[1] !== 'endif') continue;
    const group = open.pop();
    if (group !== undefined) edits.push(...editsOf(source, group));
  }
  return edits.length === 0 ? source : blank(source, edits);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Group {
  readonly directives: Span[];
}

function editsOf(source: string, { directives }: Group): readonly Span[] {
  const branches = directives.slice(1).map((end, index) => ({ from: directives[index]!.to, to: end.from }));
  const texts = branches.map(({ from, to }) => plain(source.slice(from, to)));
  if (texts.some((text) => /^(?:case|default)\b/.test(text))) return directives;
  if (!texts.some(isCut)) return [];
  const kept = texts.findIndex((text) => text !== '');
  return [...directives, ...branches.filter((_, index) => index !== kept)];
}

/** The text without comments, inner directives and what stands in quotes. */
function plain(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gm, ' ')
    .replaceAll(/^[ \t]*#.*$/gm, ' ')
    .trim();
}

/** Whether the text begins or ends inside of something. */
function isCut(text: string): boolean {
  if (text === '') return false;
  if (!/[;}\],]$/.test(text) || /^(?:else|catch|finally|while\s*\(.*\)\s*;|[.?:&|+*)}=,{])/.test(text))
    return true;
  let depth = 0;
  for (const character of text) {
    if (character === '{' || character === '(') depth++;
    if (character === '}' || character === ')') depth--;
    if (depth < 0) return true;
  }
  return depth !== 0;
}

function blank(source: string, spans: readonly Span[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    kept.push(source.slice(at, start), source.slice(start, to).replaceAll(/[^\r\n]/g, ' '));
    at = to;
  }
  kept.push(source.slice(at));
  return kept.join('');
}

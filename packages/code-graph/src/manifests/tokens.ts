/**
 * Tokens of a manifest that is a program (Ruby, Groovy, Kotlin): words, strings, marks and ends of lines.
 * Such a manifest is read for the calls with constant arguments that it is made of, and never run.
 */
export interface Token {
  readonly kind: 'word' | 'text' | 'mark' | 'end';
  readonly text: string;
}

export type Syntax = 'ruby' | 'gradle';

const endOfLine: Token = { kind: 'end', text: '\n' };

const blanks = /[ \t\r\f]+|\\\r?\n/y;
const word = /[A-Za-z_$][\w$]*[?!]?/y;
const number = /\d[\w.]*/y;
const comments: Readonly<Record<Syntax, RegExp>> = {
  ruby: /#[^\n]*|(?<=^|\n)=begin\b[\s\S]*?(?:\n=end[^\n]*|$(?![\s\S]))/y,
  gradle: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))/y,
};
const longText = /"""([\s\S]*?)(?:"""|$(?![\s\S]))|'''([\s\S]*?)(?:'''|$(?![\s\S]))/y;
const text = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'/y;
/** `%w[a b]`, `%q(a)` and the like: of one line and without nesting, as they are in manifests. */
const percent =
  /%[qQwWiI]?(?:\[([^\]\n]{0,999})\]|\(([^)\n]{0,999})\)|\{([^}\n]{0,999})\}|<([^>\n]{0,999})>)/y;
const heredoc = /<<[~-]?(['"]?)([A-Z]\w*)\1/y;

export function tokenize(source: string, syntax: Syntax): Token[] {
  const tokens: Token[] = [];
  const match = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  let at = 0;
  while (at < source.length) {
    const skipped = match(blanks, at) ?? match(comments[syntax], at);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    const opening = syntax === 'ruby' ? match(heredoc, at) : null;
    if (opening !== null) {
      at = endOfHeredoc(source, at + opening[0].length, opening[2]!);
      tokens.push({ kind: 'text', text: '' }, endOfLine);
      continue;
    }
    const literal = match(longText, at) ?? match(text, at) ?? (syntax === 'ruby' ? match(percent, at) : null);
    const plain = literal === null ? (match(word, at) ?? match(number, at)) : null;
    if (literal !== null) tokens.push({ kind: 'text', text: unescape(literal.slice(1).find(isGiven) ?? '') });
    else if (plain !== null) tokens.push({ kind: 'word', text: plain[0] });
    else if (source[at] === '\n') tokens.push(endOfLine);
    else tokens.push({ kind: 'mark', text: source[at]! });
    at += literal?.[0].length ?? plain?.[0].length ?? 1;
  }
  return tokens;
}

function isGiven(group: string | undefined): group is string {
  return group !== undefined;
}

function unescape(raw: string): string {
  return raw.replace(/\\(.)/g, '$1');
}

/** A heredoc begins on the line after; the rest of its own line is left out. */
function endOfHeredoc(source: string, from: number, name: string): number {
  const end = new RegExp(`\\n[ \\t]*${name}[ \\t]*(?=\\r?\\n|$(?![\\s\\S]))`, 'g');
  end.lastIndex = from;
  const found = end.exec(source);
  return found === null ? source.length : found.index + found[0].length;
}

/** Whether a string has a part that is computed. */
export function isComputed(value: string): boolean {
  return /#\{|\$[{A-Za-z_]/.test(value);
}

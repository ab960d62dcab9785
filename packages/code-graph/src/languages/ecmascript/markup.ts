/**
 * Tags, texts and expressions in braces of a component's markup, with their places. Whatever the text is,
 * every place is looked at a bounded number of times: what is never closed ends the reading.
 */
export interface Attribute {
  readonly name: string;
  /** Offset of its name. */
  readonly start: number;
  /** The value without quotes; both -1 where there is none. An attribute in braces (`{...x}`) has no name. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly delimiter: '' | '"' | "'" | '{';
}

export interface Tag {
  readonly kind: 'tag';
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isClosing: boolean;
  readonly isSelfClosing: boolean;
  readonly attributes: readonly Attribute[];
  /** What stands between a `<script>` or `<style>` and its end: it is no markup. */
  readonly rawEnd: number;
}

/** `{ … }` or `{{ … }}`, from the first brace to after the last. */
export interface Expression {
  readonly kind: 'expression';
  readonly start: number;
  readonly end: number;
}

/** `braces: 'single'`: braces hold expressions in attributes, too. */
export interface Markup {
  readonly source: string;
  readonly braces: 'single' | 'double';
}

/** Things that are never closed, after which the rest is not looked at. */
const unclosedMax = 16;

export function* readMarkup(markup: Markup): Generator<Tag | Expression> {
  const { source, braces } = markup;
  const opening = braces === 'single' ? '{' : '{{';
  let unclosed = 0;
  let tag = -1;
  for (let at = 0; at < source.length;) {
    if (tag < at) tag = indexOrEnd(source, '<', at);
    const brace = nextBefore(source, opening, at, tag);
    if (brace === -1 && tag === source.length) return;
    const found = brace === -1 ? readAngle(markup, tag) : readExpression(markup, brace);
    if (found === undefined) {
      if (++unclosed > unclosedMax) return;
      at = (brace === -1 ? tag : brace) + 1;
    } else if (typeof found === 'number') {
      at = found;
    } else {
      yield found;
      at = found.kind === 'tag' ? Math.max(found.end, found.rawEnd) : found.end;
    }
  }
}

function indexOrEnd(source: string, text: string, from: number): number {
  const at = source.indexOf(text, from);
  return at === -1 ? source.length : at;
}

function nextBefore(source: string, text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) if (source.startsWith(text, at)) return at;
  return -1;
}

function readExpression({ source, braces }: Markup, start: number): Expression | undefined {
  const close =
    braces === 'single' ? closingBrace(source, start) + 1 : source.indexOf('}}', start) + '}}'.length;
  return close <= start ? undefined : { kind: 'expression', start, end: close };
}

const tagName = /<(\/?)([A-Za-z][\w:.-]*)/y;
const rawNames = new Set(['script', 'style']);

/** A tag; or where to go on after a comment, or after a `<` that begins nothing. */
function readAngle(markup: Markup, start: number): Tag | number | undefined {
  const { source } = markup;
  if (source.startsWith('<!--', start)) {
    const end = source.indexOf('-->', start);
    return end === -1 ? undefined : end + '-->'.length;
  }
  tagName.lastIndex = start;
  const [whole, slash, name] = tagName.exec(source) ?? [];
  if (whole === undefined || name === undefined) return start + 1;
  const attributes: Attribute[] = [];
  let at = start + whole.length;
  for (;;) {
    at = skipBlanks(source, at);
    if (at >= source.length) return undefined;
    if (source[at] === '>' || source.startsWith('/>', at)) break;
    const attribute = readAttribute(markup, at);
    if (attribute === undefined) return undefined;
    attributes.push(attribute.read);
    at = attribute.end;
  }
  const isSelfClosing = source[at] === '/';
  const end = at + (isSelfClosing ? 2 : 1);
  const isClosing = slash === '/';
  const isRaw = !isClosing && !isSelfClosing && rawNames.has(name.toLowerCase());
  const rawEnd = isRaw ? endOfRaw(source, end, name) : end;
  return { kind: 'tag', name, start, end, isClosing, isSelfClosing, attributes, rawEnd };
}

function endOfRaw(source: string, from: number, name: string): number {
  const end = new RegExp(`</${name}\\s*>`, 'gi');
  end.lastIndex = from;
  return end.exec(source)?.index ?? source.length;
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && /\s/.test(source[at]!)) at++;
  return at;
}

const attributeName = /[^\s=>"'{}/]+(?:\/(?!>)[^\s=>"'{}/]*)*/y;

function readAttribute(
  { source, braces }: Markup,
  start: number,
): { readonly read: Attribute; readonly end: number } | undefined {
  if (braces === 'single' && source[start] === '{') return readDelimited(source, '', start, start);
  attributeName.lastIndex = start;
  const name = attributeName.exec(source)?.[0] ?? source[start]!;
  const after = skipBlanks(source, start + name.length);
  if (source[after] !== '=' || name === '=') {
    const read: Attribute = { name, start, valueStart: -1, valueEnd: -1, delimiter: '' };
    return { read, end: start + name.length };
  }
  return readDelimited(source, name, start, skipBlanks(source, after + 1), braces);
}

function readDelimited(
  source: string,
  name: string,
  start: number,
  open: number,
  braces: Markup['braces'] = 'single',
): { readonly read: Attribute; readonly end: number } | undefined {
  const delimiter = source[open];
  if (delimiter === '"' || delimiter === "'" || (delimiter === '{' && braces === 'single')) {
    const close = delimiter === '{' ? closingBrace(source, open) : source.indexOf(delimiter, open + 1);
    if (close === -1) return undefined;
    return { read: { name, start, valueStart: open + 1, valueEnd: close, delimiter }, end: close + 1 };
  }
  const plain = /[^\s>]*/y;
  plain.lastIndex = open;
  const end = open + (plain.exec(source)?.[0].length ?? 0);
  return { read: { name, start, valueStart: open, valueEnd: end, delimiter: '' }, end };
}

/** The brace that closes the one at `open`, past strings and template literals; -1 where there is none. */
export function closingBrace(source: string, open: number): number {
  const closers: string[] = [];
  for (let at = open; at < source.length; at++) {
    const character = source[at]!;
    const closer = closers.at(-1);
    if (character === '\\') at++;
    else if (closer === '`' && source.startsWith('${', at)) {
      closers.push('}');
      at++;
    } else if (character === closer) {
      closers.pop();
      if (closers.length === 0) return at;
    } else if (closer !== undefined && closer !== '}') continue;
    else if (character === '{') closers.push('}');
    else if (character === '`') closers.push('`');
    else if (character === '"' || character === "'") {
      // An apostrophe in a comment or a text is no string: those end with their line.
      const end = endOfString(source, at);
      if (end !== -1) at = end;
    }
  }
  return -1;
}

function endOfString(source: string, open: number): number {
  for (let at = open + 1; at < source.length && source[at] !== '\n'; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === source[open]) return at;
  }
  return -1;
}

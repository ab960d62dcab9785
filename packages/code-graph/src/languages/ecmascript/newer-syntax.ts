/**
 * Syntax that the grammar does not know yet would cost everything around it, so it is replaced by syntax
 * of the same meaning to us and of the same length: positions stay what they are in the file.
 */
export function prepareTypeScript(source: string): string {
  return separateCallSignatures(prepareTypeScriptXml(source));
}

/** With JSX a line that begins with `<` may be an element, which must stay as it is. */
export function prepareTypeScriptXml(source: string): string {
  let text = prepareJavaScript(source);
  // An escaped backtick in a template literal type.
  if (text.includes('\\`')) text = text.replace(escapedBacktick, "$1''");
  if (text.includes('type *')) text = text.replace(typeStar, blankGroup);
  return text.includes('out ') || text.includes('<in ') ? text.replace(variance, blankGroup) : text;
}

export function prepareJavaScript(source: string): string {
  return source.includes('using ') ? source.replace(using, (words) => 'const'.padEnd(words.length)) : source;
}

/** `using x = …`, `await using x = …`, `for (using x of …)` */
const using = /\b(?:await[ \t]+)?using(?=[ \t]+[\w$]+\s*(?:[:=]|of\b))(?![ \t]+of\b)/g;

/** `export type * from` */
const typeStar = /(\b(?:export|import)[ \t]+)(type)(?=[ \t]+\*)/g;

const escapedBacktick = /(?<!\\)((?:\\\\)*)\\`/g;

/** `<in out A, out B extends C>`, each perhaps after a comment */
const variance =
  /([<,]\s*(?:\/\*(?:[^*]|\*(?!\/))*\*\/\s*)?)((?:in\s+out|in|out)\s+)(?=[A-Za-z_$][\w$]*\s*(?:[,>=]|extends\b))/g;

function blankGroup(_: string, before: string, words: string): string {
  return before + blank(words);
}

function blank(words: string): string {
  return words.replace(/\S/g, ' ');
}

const startsCallSignature = /^[ \t]+<(?=const\s|[A-Z]|\s*$)/gm;

/** What may end the type of a member, so that another one may follow on the next line. */
const endsType = /(?:[\w\])}'"]|[^=]>)$/;

/** The last two characters before the offset that are neither white space nor in a comment. */
function textBefore(source: string, offset: number): string {
  let at = offset;
  for (;;) {
    while (at > 0 && /\s/.test(source[at - 1]!)) at--;
    const line = source.lastIndexOf('\n', at - 1) + 1;
    if (source.endsWith('*/', at)) at = Math.max(0, source.lastIndexOf('/*', at));
    else if (/^\s*\/\//.test(source.slice(line, at))) at = line;
    else return source.slice(Math.max(0, at - 2), at);
  }
}

/** A call signature on its own line is read as type arguments of the line before unless a `;` stands there. */
function separateCallSignatures(source: string): string {
  let text = '';
  let done = 0;
  for (const { 0: match, index } of source.matchAll(startsCallSignature)) {
    if (!endsType.test(textBefore(source, index))) continue;
    const at = index + match.length - 2;
    text += `${source.slice(done, at)};`;
    done = at + 1;
  }
  return done === 0 ? source : text + source.slice(done);
}

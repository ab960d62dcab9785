import { type Canvas, createCanvas } from './canvas.ts';
import { type Attribute, type Expression, readMarkup, type Tag } from './markup.ts';
import { createTemplateNames, isBalanced, namesOfPattern, type TemplateNames } from './template-names.ts';

/**
 * A Svelte component as one program of the same length: the script blocks where they stand and, from the
 * markup, what refers to names of the script. `{a}` stays, as a block; `<Foo>` becomes `;Foo`,
 * `use:b` becomes `;b`; the rest is blank. A store's value `$c` is a use of `c`.
 */
export function svelteProgram(source: string): string {
  const page: Page = { source, canvas: createCanvas(source), names: createTemplateNames() };
  for (const part of readMarkup({ source, braces: 'single' })) {
    if (part.kind === 'expression') putExpression(page, part);
    else if (part.name === 'script') page.canvas.keep(part.end, part.rawEnd);
    else if (part.name !== 'style') putTag(page, part);
  }
  return withoutStoreSigns(page.canvas.finish());
}

interface Page {
  readonly source: string;
  readonly canvas: Canvas;
  readonly names: TemplateNames;
}

const runes = new Set(['state', 'derived', 'effect', 'props', 'bindable', 'inspect', 'host']);

/** Only for names that the program has without the sign, too. */
function withoutStoreSigns(program: string): string {
  if (!program.includes('$')) return program;
  const words = new Set(program.match(/(?<![\w$.])[A-Za-z_][\w$]*/g));
  return program.replace(/(?<![\w$.])\$([A-Za-z_][\w$]*)/g, (whole, name: string) =>
    words.has(name) && !runes.has(name) ? ` ${name}` : whole,
  );
}

const opening = /^\{\s*([#:@/])\s*(\w+)/;

function putExpression(page: Page, { start, end }: Expression): void {
  const { source, canvas, names } = page;
  const text = source.slice(start, end);
  const [head, sign, word] = opening.exec(text) ?? [];
  if (head === undefined || word === undefined) {
    putBlock(page, start, end, 1);
    return;
  }
  if (sign === '/') {
    names.close(`#${word}`);
    return;
  }
  const body = text.slice(head.length, -1);
  const declared = declaredBy(word, body);
  const used = /^([\s\S]*?)\s(?:as|then|catch)(?=\s)/.exec(body)?.[1] ?? body;
  const isDeclaration = word === 'snippet' || word === 'then' || word === 'catch' || word === 'const';
  const from = word === 'const' ? body.indexOf('=') + 1 : word === 'else' ? body.search(/(?<=\bif\b)/) : 0;
  if (from >= 0 && (!isDeclaration || word === 'const') && isBalanced(used.slice(from))) {
    canvas.put(start, '{');
    canvas.put(start + head.length + from, names.mask(used.slice(from)));
    canvas.put(end - 1, '}');
  }
  if (sign === '#') names.open(`#${word}`, declared);
  if (word === 'each') putKey(page, end, body.slice(used.length));
  if (sign !== '#' && declared.length > 0) names.open('', declared);
}

/** `(item.id)` at the end of `each`. */
function putKey({ canvas, names }: Page, end: number, rest: string): void {
  const key = /(\([\s\S]*\))\s*$/.exec(rest);
  if (key === null || !isBalanced(key[1]!)) return;
  canvas.put(end - 1 - rest.length + key.index - 1, `;${names.mask(key[1]!)}`);
}

/** `each list as item, index (key)`, `await promise then value`, `then value`, `snippet row(item)`. */
function declaredBy(word: string, body: string): string[] {
  const given = /\s(?:as|then|catch)\s([\s\S]*)$/.exec(body)?.[1] ?? '';
  // The key in parentheses at the end declares nothing.
  if (word === 'each') return namesOfPattern(given.replace(/\([\s\S]*$/, ''));
  if (word === 'await') return namesOfPattern(given);
  if (word === 'then' || word === 'catch') return namesOfPattern(body);
  if (word === 'const') return namesOfPattern(body.slice(0, Math.max(0, body.indexOf('='))));
  return word === 'snippet' ? namesOfPattern(/\(([\s\S]*)\)/.exec(body)?.[1] ?? '') : [];
}

/** A block `{ … }` of the expression between two braces, without the `...` or `@attach` before it. */
function putBlock({ source, canvas, names }: Page, start: number, end: number, brace: number): void {
  const expression = source
    .slice(start + brace, end - brace)
    .replace(/^\s*(?:\.\.\.|@\w+)/, (head) => ' '.repeat(head.length));
  if (!isBalanced(expression)) return;
  canvas.put(start, `{${names.mask(expression)}}`);
}

function putTag(page: Page, tag: Tag): void {
  const { canvas, names } = page;
  canvas.put(tag.end - 1, ';');
  if (tag.isClosing) {
    names.close(tag.name);
    return;
  }
  const declared = tag.attributes.flatMap(({ name, start, valueStart, valueEnd }) => {
    if (!name.startsWith('let:')) return [];
    return namesOfPattern(
      page.source.slice(...(valueStart === -1 ? [start + 4, start + name.length] : [valueStart, valueEnd])),
    );
  });
  names.open(tag.name, declared);
  if (/^[A-Z][\w$]*(?:\.[\w$]+)*$/.test(tag.name)) canvas.put(tag.start, `;${tag.name};`);
  for (const attribute of tag.attributes) putAttribute(page, attribute);
  if (tag.isSelfClosing) names.close(tag.name);
}

const naming = /^(use|transition|in|out|animate):([A-Za-z_$][\w$]*)/;

function putAttribute(page: Page, attribute: Attribute): void {
  const { canvas, source } = page;
  const { name, start, valueStart, valueEnd, delimiter } = attribute;
  const [, directive, named] = naming.exec(name) ?? [];
  if (directive !== undefined && named !== undefined) {
    const at = start + directive.length;
    canvas.put(at, `;${page.names.mask(named)};`.slice(0, name.length - directive.length + 1));
  }
  if (delimiter === '{') putBlock(page, valueStart - 1, valueEnd + 1, 1);
  else if (valueStart !== -1 && !name.startsWith('let:')) {
    for (const part of readMarkup({ source: source.slice(valueStart, valueEnd), braces: 'single' })) {
      if (part.kind === 'expression') putBlock(page, valueStart + part.start, valueStart + part.end, 1);
    }
  }
}

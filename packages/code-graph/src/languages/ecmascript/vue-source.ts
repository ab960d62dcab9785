import { type Canvas, createCanvas } from './canvas.ts';
import { type Attribute, type Expression, readMarkup, type Tag } from './markup.ts';
import { createTemplateNames, isBalanced, namesOfPattern, type TemplateNames } from './template-names.ts';

/**
 * A Vue component as one program of the same length: the script blocks where they stand and, from the
 * template, what refers to names of the script. `{{ a }}` becomes `;{ a }`, `:b="c"` becomes `;!(c)`,
 * `@d="e"` becomes `;{e}`, `<Foo-Bar>` becomes `;FooBar`; the rest is blank. What markup gives a piece is
 * always enough: a tag ends with a `>`, a directive has a name.
 */
export function vueProgram(source: string): string {
  const page: Page = { source, canvas: createCanvas(source), names: createTemplateNames(), depth: 0 };
  let isTemplate = false;
  for (const part of readMarkup({ source, braces: 'double' })) {
    if (part.kind === 'expression') {
      if (isTemplate) putMustache(page, part);
    } else if (part.name === 'script') {
      page.canvas.keep(part.end, part.rawEnd);
    } else {
      const isOutside = page.depth === 0;
      count(page, part);
      if (isOutside) isTemplate = part.name === 'template' && languageOf(part) === 'html';
      else if (isTemplate) putTag(page, part);
    }
  }
  return page.canvas.finish();
}

interface Page {
  readonly source: string;
  readonly canvas: Canvas;
  readonly names: TemplateNames;
  /** Elements around, of the kind that the block itself is: those of one name nest. */
  depth: number;
  block?: string;
}

/** A block ends with the tag of its own name that is left over; elements inside need not be closed. */
function count(page: Page, tag: Tag): void {
  if (page.depth === 0 && !tag.isClosing && !tag.isSelfClosing) page.block = tag.name;
  if (tag.name !== page.block || tag.isSelfClosing) return;
  page.depth = Math.max(0, page.depth + (tag.isClosing ? -1 : 1));
}

function languageOf({ attributes }: Tag): string {
  return attributes.some(({ name }) => name === 'lang') ? 'other' : 'html';
}

function putMustache({ source, canvas, names }: Page, { start, end }: Expression): void {
  const expression = source.slice(start + 2, end - 2);
  if (!isBalanced(expression)) return;
  canvas.put(start, `;{${names.mask(expression)}}`);
}

const voidElements = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'wbr',
]);

function putTag(page: Page, tag: Tag): void {
  const { canvas, names } = page;
  canvas.put(tag.end - 1, ';');
  if (tag.isClosing) {
    names.close(tag.name);
    return;
  }
  const declared = tag.attributes.flatMap((attribute) => declaredNames(page, attribute));
  const isOpen = !tag.isSelfClosing && !voidElements.has(tag.name);
  names.open(tag.name, declared);
  putComponent(page, tag);
  for (const attribute of tag.attributes) putAttribute(page, attribute);
  if (!isOpen) names.close(tag.name);
}

/** Names with a capital or a hyphen are components, when the script knows them. */
function putComponent({ canvas }: Page, { name, start }: Tag): void {
  const component = name.includes('-')
    ? name.replace(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase())
    : name;
  if (/^[A-Z][\w$]*(?:\.[\w$]+)*$/.test(component)) canvas.put(start, `;${component}`);
}

const isLoop = /^(?:v-for)$/;
const isSlot = /^(?:v-slot(?::.*)?|#.*|slot-scope)$/;
const isHandler = /^(?:@|v-on:)/;
const isBinding = /^(?::|v-(?!for$|slot|on:|pre$|once$|cloak$))/;

function textOf({ source }: Page, { valueStart, valueEnd }: Attribute): string {
  return valueStart === -1 ? '' : source.slice(valueStart, valueEnd);
}

/** `(item, index) in items`: where the source of a loop begins. */
function loopSource(text: string): number {
  const match = /\s(?:in|of)\s/.exec(text);
  return match === null ? -1 : match.index + match[0].length;
}

function declaredNames(page: Page, attribute: Attribute): string[] {
  const text = textOf(page, attribute);
  if (isSlot.test(attribute.name)) return namesOfPattern(text);
  if (!isLoop.test(attribute.name)) return [];
  const at = loopSource(text);
  return at === -1 ? [] : namesOfPattern(text.slice(0, at).replace(/\s(?:in|of)\s$/, ''));
}

function putAttribute(page: Page, attribute: Attribute): void {
  const { canvas, names } = page;
  const { name, valueStart, valueEnd, delimiter } = attribute;
  const text = textOf(page, attribute);
  if (delimiter === '' || !isBalanced(text)) return;
  if (isHandler.test(name)) {
    canvas.put(valueStart - 2, `;{${names.mask(text)}}`);
    return;
  }
  if (!isLoop.test(name) && !isBinding.test(name)) return;
  const from = isLoop.test(name) ? loopSource(text) : 0;
  if (from === -1) return;
  canvas.put(valueStart - 3, ';!(');
  canvas.put(valueStart + from, names.mask(text.slice(from)));
  canvas.put(valueEnd, ')');
}

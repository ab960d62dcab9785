import { macroMark } from './macro-marks.ts';
import { Group, type Macro } from './macro-groups.ts';
import { tokenKinds, Tokens } from './tokens.ts';

const mayHaveMacros = /[\p{XID_Continue}]\s*!\s*[([{]/u;

/**
 * Rewrites macro calls that the grammar leaves as tokens, at equal length. `name!(a, b)` whose tokens read as
 * expressions becomes a call of a function whose name ends with a mark; `name! { items }` among items becomes
 * the items. Others are left alone.
 */
export function prepare(source: string): string {
  if (!mayHaveMacros.test(source)) return source;
  const edits: Edit[] = [];
  const tokens = new Tokens(source);
  let group = new Group(null, { open: '', at: -1, isItems: true, macro: null });
  for (let before: Before = nothingBefore; tokens.next();) {
    const { start, end } = tokens;
    const text = source.slice(start, end);
    if (tokens.kind === tokenKinds.open) {
      const macro = macroBefore(source, before, start);
      group = new Group(group, { open: text, at: start, isItems: group.opensItems(text), macro });
    } else if (tokens.kind === tokenKinds.close && group.outer !== null) {
      if (group.macro !== null) rewrite(source, group, { at: start, edits });
      group.outer.takeGroup(group);
      group = group.outer;
    } else group.take(tokens.kind, text);
    if (tokens.kind === tokenKinds.punctuation && (text === ';' || text === ',')) group.note(text, start);
    before = {
      name: text === '!' ? before.last : null,
      last: { kind: tokens.kind, start, end },
      isBang: text === '!',
    };
  }
  return applyEdits(source, edits);
}

interface Place {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
}

/** The token before, and the name before that where it is a `!`. */
interface Before {
  readonly name: Place | null;
  readonly last: Place | null;
  readonly isBang: boolean;
}

const nothingBefore: Before = { name: null, last: null, isBang: false };

/** `name !` right before a bracket. */
function macroBefore(source: string, { name, last, isBang }: Before, at: number): Macro | null {
  if (!isBang || last === null || name?.kind !== tokenKinds.name) return null;
  const text = source.slice(name.start, name.end);
  return notMacros.has(text) || at < last.end ? null : { name: text, start: name.start, bang: last.start };
}

/** `if !(…)`, `return ![…]` */
const notMacros = new Set(
  'if while match return in else move break as mut ref let where and impl'.split(' '),
);

interface Edit {
  readonly at: number;
  readonly text: string;
}

function rewrite(
  source: string,
  group: Group,
  { at, edits }: { readonly at: number; readonly edits: Edit[] },
): void {
  const macro = group.macro!;
  if (group.isAmongItems) {
    if (group.open === '{' && holdsItems(source.slice(group.at + 1, at)))
      blankAround(source, group, at, edits);
    return;
  }
  const isWhole = group.isExpressions && !(macro.name === 'matches' && group.hasBraces);
  if (!isWhole && macro.name === 'matches') cutPattern(source, group, at, edits);
  else if (!isWhole || (group.open === '[' && !ofElements.test(macro.name))) return;
  edits.push({ at: macro.bang, text: macroMark }, { at: group.at, text: '(' }, { at, text: ')' });
  for (const place of group.semicolons) edits.push({ at: place, text: ',' });
}

/** Macros that take elements in square brackets; what others have there is a syntax of their own. */
const ofElements = /(?:vec|map|set|list|array|deque|slice|heap)$/i;

/** `matches!(value, pattern)` with a pattern that is no expression: the value is kept. */
function cutPattern(source: string, group: Group, end: number, edits: Edit[]): void {
  const comma = group.commas[0] ?? end;
  edits.push({ at: comma, text: source.slice(comma, end).replaceAll(/[^\n]/g, ' ') });
}

/** `name! {` and `}` become spaces. */
function blankAround(source: string, group: Group, at: number, edits: Edit[]): void {
  const named = group.macro!.start;
  const start = named - /(?:[\w]+::)*$/.exec(source.slice(Math.max(0, named - 100), named))![0].length;
  edits.push({ at: start, text: ' '.repeat(group.at + 1 - start) }, { at, text: ' ' });
}

const itemStart =
  /^\s*(?:(?:\/\/[^\n]*\n|\/\*[^]*?\*\/|#!?\[[^\]]*\])\s*)*(?:pub(?:\([^)]*\))?\s+)?(?:fn|struct|enum|union|mod|use|impl|trait|const|static|type|async|unsafe|extern|macro_rules)\b/;

const commentsAndStrings = /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"/g;

/** What only a macro's own syntax has. */
const notOfItems =
  /\bstruct\s+\w+\s*:|#\s*[A-Za-z]|@\s*[a-z]|=>\s*[;,]|^\s*type\s+\w+\s*;|\bimpl\s*\(|\bfn\s+\w+\s*\([^)]*\sin\s/m;

function holdsItems(source: string): boolean {
  const text = source.replaceAll(commentsAndStrings, ' ');
  const isPattern = text.includes('$') && !/\bmacro_rules\s*!/.test(text);
  if (!itemStart.test(text) || isPattern || notOfItems.test(text)) return false;
  return !/^\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?(?:struct|const|static|type)\s+\w+\s*(?:=>|,|\|)/.test(text);
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return source;
  const parts: string[] = [];
  let from = 0;
  for (const { at, text } of edits.toSorted((a, b) => a.at - b.at)) {
    if (at < from) continue;
    parts.push(source.slice(from, at), text);
    from = at + text.length;
  }
  parts.push(source.slice(from));
  return parts.join('');
}

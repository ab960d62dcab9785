/** A type as comments write it. */
export type DocType =
  | { readonly kind: 'name'; readonly name: string; readonly arguments: readonly DocType[] }
  | { readonly kind: 'list'; readonly element: DocType }
  | { readonly kind: 'union'; readonly members: readonly DocType[] }
  | { readonly kind: 'shape'; readonly entries: readonly { readonly key: string; readonly type: DocType }[] };

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
}

const depthMax = 16;
const namePattern = /[\\$\w\-\u0080-\uFFFF]+/y;
const blank = /\s*/y;

/** Reads the type that the text begins with, and says where it ends; undefined where there is none. */
export function parseDocType(text: string): { readonly type: DocType; readonly end: number } | undefined {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const type = readUnion(cursor);
  return type === undefined ? undefined : { type, end: cursor.at };
}

function readUnion(cursor: Cursor): DocType | undefined {
  if (++cursor.depth > depthMax) return undefined;
  const members: DocType[] = [];
  do {
    const member = readPostfix(cursor);
    if (member === undefined) break;
    members.push(member);
  } while (skip(cursor, '|') || skip(cursor, '&'));
  cursor.depth--;
  return members.length < 2 ? members[0] : { kind: 'union', members };
}

/** `T[]`, `?T` */
function readPostfix(cursor: Cursor): DocType | undefined {
  skip(cursor, '?');
  let type = readAtom(cursor);
  while (type !== undefined && cursor.text.startsWith('[]', cursor.at)) {
    cursor.at += 2;
    type = { kind: 'list', element: type };
  }
  return type;
}

function readAtom(cursor: Cursor): DocType | undefined {
  if (skip(cursor, '(')) {
    const inner = readUnion(cursor);
    skip(cursor, ')');
    return inner;
  }
  const name = match(cursor, namePattern);
  if (name === '') return undefined;
  const next = cursor.text[cursor.at];
  if (next === '<') return { kind: 'name', name, arguments: readArguments(cursor) };
  if (next === '{' && /^(?:array|list|object)$/i.test(name)) return readShape(cursor);
  if (next === '(') return readCallable(cursor, name);
  return { kind: 'name', name, arguments: [] };
}

function readArguments(cursor: Cursor): DocType[] {
  const found: DocType[] = [];
  cursor.at++;
  do {
    const argument = readUnion(cursor);
    if (argument === undefined) break;
    found.push(argument);
  } while (skip(cursor, ','));
  skip(cursor, '>');
  return found;
}

/** `array{name: T, 1?: U}` */
function readShape(cursor: Cursor): DocType {
  const entries: { key: string; type: DocType }[] = [];
  cursor.at++;
  do {
    const start = cursor.at;
    match(cursor, blank);
    const key = match(cursor, /['"]?([\w-]+)['"]?\??\s*:/y).replaceAll(/['"?:\s]/g, '');
    if (key === '') cursor.at = start;
    const type = readUnion(cursor);
    if (type === undefined) break;
    entries.push({ key: key === '' ? String(entries.length) : key, type });
  } while (skip(cursor, ','));
  skip(cursor, '}');
  return { kind: 'shape', entries };
}

/** What a callable takes and gives is not followed. */
function readCallable(cursor: Cursor, name: string): DocType {
  let open = 0;
  do {
    const character = cursor.text[cursor.at++];
    if (character === '(') open++;
    if (character === ')') open--;
  } while (open > 0 && cursor.at < cursor.text.length);
  if (skip(cursor, ':')) readPostfix(cursor);
  return { kind: 'name', name, arguments: [] };
}

/** Passes the character and what is blank around it; a type ends at a blank otherwise. */
function skip(cursor: Cursor, character: string): boolean {
  const start = cursor.at;
  if (cursor.depth > 0) match(cursor, blank);
  if (cursor.text[cursor.at] !== character) {
    cursor.at = start;
    return false;
  }
  cursor.at++;
  match(cursor, blank);
  return true;
}

function match(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.at += found.length;
  return found;
}

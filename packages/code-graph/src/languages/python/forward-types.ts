/** A type expression that stands inside a string, before its names are looked up. */
export interface ForwardType {
  readonly kind: 'name' | 'union' | 'list' | 'nothing';
  readonly path: readonly string[];
  readonly arguments: readonly ForwardType[];
}

const textLengthMax = 500;
const depthMax = 20;
const token = /[\p{L}_][\p{L}\p{N}_]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)*|\.\.\.|[[\]|,]|\S/gu;

/**
 * Reads `module.Name`, `Name[…]`, `A | B` and nestings of these. Undefined for anything else, which a
 * string in an annotation may also be.
 */
export function parseForwardType(text: string): ForwardType | undefined {
  if (text.length > textLengthMax) return undefined;
  const tokens = text.match(token) ?? [];
  const cursor = { tokens, at: 0 };
  const type = parseUnion(cursor, 0);
  return cursor.at === tokens.length ? type : undefined;
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
}

function parseUnion(cursor: Cursor, depth: number): ForwardType | undefined {
  const first = parseOne(cursor, depth);
  if (first === undefined || cursor.tokens[cursor.at] !== '|') return first;
  const members = [first];
  while (cursor.tokens[cursor.at] === '|') {
    cursor.at += 1;
    const member = parseOne(cursor, depth);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return { kind: 'union', path: [], arguments: members };
}

function parseOne(cursor: Cursor, depth: number): ForwardType | undefined {
  const next = cursor.tokens[cursor.at];
  if (next === undefined || depth > depthMax) return undefined;
  if (next === '[') return parseArguments(cursor, depth, { kind: 'list', path: [] });
  cursor.at += 1;
  if (next === '...' || next === 'None') return { kind: 'nothing', path: [], arguments: [] };
  if (!/^[\p{L}_]/u.test(next)) return undefined;
  const name = { kind: 'name', path: next.split('.').map((part) => part.trim()) } as const;
  return cursor.tokens[cursor.at] === '[' ? parseArguments(cursor, depth, name) : { ...name, arguments: [] };
}

function parseArguments(
  cursor: Cursor,
  depth: number,
  head: Pick<ForwardType, 'kind' | 'path'>,
): ForwardType | undefined {
  const given: ForwardType[] = [];
  cursor.at += 1;
  while (cursor.tokens[cursor.at] !== ']') {
    const argument = parseUnion(cursor, depth + 1);
    if (argument === undefined) return undefined;
    given.push(argument);
    if (cursor.tokens[cursor.at] === ',') cursor.at += 1;
    else if (cursor.tokens[cursor.at] !== ']') return undefined;
  }
  cursor.at += 1;
  return { ...head, arguments: given };
}

/**
 * What a SCIP index says: which symbol stands where, where each symbol is defined, and which symbol implements
 * which. Of the format (scip.proto) only these parts are read.
 */
import { readFileSync } from 'node:fs';
import { readFields, readPacked } from './protobuf.ts';

export interface ScipIndex {
  readonly files: ReadonlySet<string>;
  /** Symbols by the place of the identifier: see `placeOf`. */
  readonly symbolsAt: ReadonlyMap<string, readonly string[]>;
  /** The places where a symbol is defined; none for one that is not in the repository. */
  readonly definitions: ReadonlyMap<string, readonly string[]>;
  /** The symbols that one implements or overrides. */
  readonly implemented: ReadonlyMap<string, readonly string[]>;
}

/** Where something stands, as `path:line:column`, both from 1. */
export function placeOf(path: string, line: number, column: number): string {
  return `${path}:${String(line)}:${String(column)}`;
}

const indexFields = { documents: 2 } as const;
const documentFields = { path: 1, occurrences: 2, symbols: 3 } as const;
const occurrenceFields = { range: 1, symbol: 2, roles: 3 } as const;
const symbolFields = { symbol: 1, relationships: 4 } as const;
const relationshipFields = { symbol: 1, isImplementation: 3 } as const;
const definitionRole = 1;

export function readScipIndex(file: string): ScipIndex {
  const index = {
    files: new Set<string>(),
    symbolsAt: newLists(),
    definitions: newLists(),
    implemented: newLists(),
  };
  for (const { number, value } of readFields(readFileSync(file))) {
    if (number === indexFields.documents && typeof value === 'object') readDocument(value, index);
  }
  return index;
}

type Lists = Map<string, string[]>;

function newLists(): Lists {
  return new Map();
}

interface Growing {
  readonly files: Set<string>;
  readonly symbolsAt: Lists;
  readonly definitions: Lists;
  readonly implemented: Lists;
}

function readDocument(bytes: Uint8Array, index: Growing): void {
  const fields = [...readFields(bytes)];
  const path = text(fields.find(({ number }) => number === documentFields.path)?.value);
  index.files.add(path);
  for (const { number, value } of fields) {
    if (typeof value === 'number') continue;
    if (number === documentFields.occurrences) readOccurrence(value, path, index);
    if (number === documentFields.symbols) readSymbol(value, path, index);
  }
}

function readOccurrence(bytes: Uint8Array, path: string, index: Growing): void {
  let range: readonly number[] = [];
  let symbol = '';
  let roles = 0;
  for (const { number, value } of readFields(bytes)) {
    if (number === occurrenceFields.range && typeof value === 'object') range = readPacked(value);
    else if (number === occurrenceFields.symbol) symbol = text(value);
    else if (number === occurrenceFields.roles && typeof value === 'number') roles = value;
  }
  const [line = 0, column = 0] = range;
  const place = placeOf(path, line + 1, column + 1);
  const name = inProgram(symbol, path);
  add(index.symbolsAt, place, name);
  if ((roles & definitionRole) !== 0) add(index.definitions, name, place);
}

function readSymbol(bytes: Uint8Array, path: string, index: Growing): void {
  const fields = [...readFields(bytes)];
  const symbol = inProgram(text(fields.find(({ number }) => number === symbolFields.symbol)?.value), path);
  for (const { number, value } of fields) {
    if (number !== symbolFields.relationships || typeof value === 'number') continue;
    const relationship = [...readFields(value)];
    const of = (field: number) => relationship.find((each) => each.number === field)?.value;
    if (of(relationshipFields.isImplementation) !== 1) continue;
    add(index.implemented, symbol, inProgram(text(of(relationshipFields.symbol)), path));
  }
}

/** Local symbols are numbered in each file anew. */
function inProgram(symbol: string, path: string): string {
  return symbol.startsWith('local ') ? `${path} ${symbol}` : symbol;
}

export function isLocal(symbol: string): boolean {
  return / local \d+$/.test(symbol);
}

function add(lists: Lists, key: string, item: string): void {
  const items = lists.get(key);
  if (items === undefined) lists.set(key, [item]);
  else if (!items.includes(item)) items.push(item);
}

const decoder = new TextDecoder();

function text(value: number | Uint8Array | undefined): string {
  return typeof value === 'object' ? decoder.decode(value) : '';
}

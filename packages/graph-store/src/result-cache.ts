/**
 * The rows of statements that were asked before. A graph version never changes, so neither do the rows of one
 * statement with the same values, and what is remembered is never stale. Tools share statements: what a file's
 * importers leave unresolved, say, is asked by each question about a definition in it. What was not asked for
 * longest is forgotten first; a result that would push out much else is not remembered.
 */
import type { QueryParameters, QueryRow } from './graph.ts';

export interface ResultCache {
  /** The rows as they were, which nobody may change, or null. */
  get(directory: string, statement: string, parameters: QueryParameters): QueryRow[] | null;
  put(directory: string, statement: string, parameters: QueryParameters, rows: QueryRow[]): void;
  /** A version that is closed will hardly be asked again. */
  forget(directory: string): void;
  bytes(): number;
}

interface Remembered {
  readonly rows: readonly QueryRow[];
  readonly bytes: number;
}

/** Of the whole cache, for one result. */
const shareMax = 1 / 8;
const [rowBytes, valueBytes] = [64, 32];

export function createResultCache(bytesMax: number): ResultCache {
  // In the order of last use: a map keeps the order in which its keys were set.
  const results = new Map<string, Remembered>();
  const numbers = createNumbers();
  let bytes = 0;

  const keyOf = (directory: string, statement: string, parameters: QueryParameters) =>
    `${numbers.of(directory)} ${numbers.of(statement)} ${JSON.stringify(parameters)}`;
  const remove = (key: string) => {
    bytes -= results.get(key)?.bytes ?? 0;
    results.delete(key);
  };

  return {
    get(directory, statement, parameters) {
      const key = keyOf(directory, statement, parameters);
      const found = results.get(key);
      if (found === undefined) return null;
      results.delete(key);
      results.set(key, found);
      return [...found.rows];
    },
    put(directory, statement, parameters, rows) {
      const key = keyOf(directory, statement, parameters);
      const size = key.length + bytesOf(rows);
      if (size > bytesMax * shareMax) return;
      remove(key);
      results.set(key, { rows: rows.map((row) => Object.freeze(row)), bytes: size });
      bytes += size;
      for (const oldest of results.keys()) {
        if (bytes <= bytesMax) break;
        remove(oldest);
      }
    },
    forget(directory) {
      const prefix = `${numbers.of(directory)} `;
      for (const key of results.keys()) if (key.startsWith(prefix)) remove(key);
      numbers.forget(directory);
    },
    bytes: () => bytes,
  };
}

/** Short names for long texts. Directories are forgotten when they are closed; statements are few. */
function createNumbers() {
  const numbers = new Map<string, number>();
  let last = 0;
  return {
    of(text: string): number {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, (last += 1));
      return last;
    },
    forget: (text: string) => numbers.delete(text),
  };
}

function bytesOf(rows: readonly QueryRow[]): number {
  let bytes = 0;
  for (const row of rows) {
    bytes += rowBytes;
    for (const value of Object.values(row)) bytes += valueBytes + lengthOf(value);
  }
  return bytes;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return Array.isArray(value) ? value.reduce((sum: number, item) => sum + valueBytes + lengthOf(item), 0) : 0;
}

import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type * as Engine from 'kuzu';
import type { Connection, Database, QueryResult } from 'kuzu';
import { GkgError, toGkgError } from '@gkg/protocol';

const GIB = 1024 ** 3;

/** What the engine calls itself; stated here so that a process that opens no database need not load it. */
export const engineVersion = '0.19.1';
/** The engine reads no file of another storage version; it is rebuilt instead. */
export const storageVersion = '43';

let loaded: typeof Engine | undefined;

/**
 * The engine's library. Loading it takes a tenth of a second, which fits where a process waits for others. Where it
 * cannot be loaded, for want of a library of the system, it throws `engine_failed`: no graph is at fault.
 */
export function loadEngine(): typeof Engine {
  try {
    return (loaded ??= createRequire(import.meta.url)('kuzu') as typeof Engine);
  } catch (cause) {
    const [reason] = String(cause).split('\n');
    throw new GkgError('engine_failed', `The graph engine cannot be loaded: ${reason}`, { cause });
  }
}

/** Why no graph can be opened in this process; null if graphs can. */
export function engineFault(): string | null {
  try {
    loadEngine();
    return null;
  } catch (error) {
    return toGkgError(error).message;
  }
}

export interface DatabaseOptions {
  readonly file: string;
  readonly readOnly: boolean;
  readonly bufferPoolBytes: number;
  /** Size the file may grow to; rounded up to a power of two, never below 1 GiB. */
  readonly fileBytesMax: number;
}

/**
 * Opens a database file. The address space is bounded because the engine's default of 8 TB lets a
 * process open seven databases and no more.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const addressBytes = Math.max(GIB, 2 ** Math.ceil(Math.log2(options.fileBytesMax)));
  const { Database } = loadEngine();
  const database = new Database(
    options.file,
    options.bufferPoolBytes,
    true,
    options.readOnly,
    addressBytes,
    false,
  );
  await database.init();
  return database;
}

export async function connect(database: Database, threads: number): Promise<Connection> {
  const { Connection } = loadEngine();
  const connection = new Connection(database, threads === 0 ? availableParallelism() : threads);
  await connection.init();
  return connection;
}

export type EngineRow = Record<string, unknown>;

/** Runs one statement of ours and returns its first row, if it has any. */
export async function runStatement(connection: Connection, statement: string): Promise<EngineRow | null> {
  const result = single(await connection.query(statement));
  try {
    return result.hasNext() ? result.getNextSync() : null;
  } finally {
    result.close();
  }
}

export function single(results: QueryResult | QueryResult[]): QueryResult {
  const result = Array.isArray(results) ? results[0] : results;
  if (result === undefined) throw new GkgError('internal', 'A statement returned no result.');
  return result;
}

/** A text as a string literal of the engine's language. */
export function stringLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

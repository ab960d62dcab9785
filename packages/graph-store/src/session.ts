import { GkgError } from '@gkg/protocol';
import type { Connection, LbugValue, PreparedStatement, QueryResult } from 'kuzu';
import { single } from './engine.ts';
import type { EngineRow } from './engine.ts';

/** A prepared statement is freed only with its connection, so their number must be bounded. */
const STATEMENTS_MAX = 256;

/** A connection with the statements prepared on it; one query at a time. */
export interface Session {
  run(
    statement: string,
    parameters: Readonly<Record<string, unknown>>,
    timeoutMs: number,
    rowsMax: number,
  ): Promise<EngineRow[]>;
  close(): Promise<void>;
}

export function createSession(connection: Connection): Session {
  const prepared = new Map<string, PreparedStatement>();

  const prepare = async (statement: string): Promise<PreparedStatement> => {
    const known = prepared.get(statement);
    if (known !== undefined) return known;
    if (prepared.size >= STATEMENTS_MAX) throw tooManyStatements();
    const fresh = await connection.prepare(statement);
    prepared.set(statement, fresh);
    return fresh;
  };

  const execute = async (ready: PreparedStatement, values: Record<string, LbugValue>, endsAt: number) => {
    connection.setQueryTimeout(Math.max(1, Math.ceil(endsAt - performance.now())));
    return single(await connection.execute(ready, values));
  };

  return {
    async run(statement, parameters, timeoutMs, rowsMax) {
      const endsAt = performance.now() + timeoutMs;
      try {
        const ready = await prepare(statement);
        const values = { ...parameters } as Record<string, LbugValue>;
        // The engine goes by the time of day: when that is set forward, it stops a query that has time left.
        const result = await execute(ready, values, endsAt).catch((error: unknown) => {
          if (isInterrupted(error) && performance.now() < endsAt) return execute(ready, values, endsAt);
          throw error;
        });
        return rowsOf(result, rowsMax);
      } catch (error) {
        throw queryError(error, timeoutMs);
      }
    },
    close: () => connection.close(),
  };
}

/** Reads synchronously: the rows are in memory already, and a promise a row would cost more than the row. */
function rowsOf(result: QueryResult, rowsMax: number): EngineRow[] {
  try {
    const count = result.getNumTuples();
    if (count > rowsMax) throw tooManyRows(count, rowsMax);
    return result.getAllSync();
  } finally {
    result.close();
  }
}

function queryError(error: unknown, timeoutMs: number): GkgError {
  if (error instanceof GkgError) return error;
  const message = error instanceof Error ? error.message : '';
  if (isInterrupted(error)) {
    return new GkgError('timeout', `The query ran longer than ${timeoutMs} ms and was stopped.`, {
      detail: { timeoutMs },
    });
  }
  if (message.includes('buffer pool is full')) {
    return new GkgError('too_large', 'The query needs more memory than one may use.', { cause: error });
  }
  return new GkgError('engine_failed', 'The database engine refused a query.', { cause: error });
}

function isInterrupted(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Interrupted');
}

function tooManyRows(rows: number, rowsMax: number): GkgError {
  return new GkgError('too_large', `The query has ${rows} rows; at most ${rowsMax} are allowed.`, {
    detail: { rows, rowsMax },
  });
}

function tooManyStatements(): GkgError {
  return new GkgError('internal', 'Statements are built from values instead of binding them.', {
    detail: { statementsMax: STATEMENTS_MAX },
  });
}

/**
 * A read-only graph.
 *
 * A graph owns one database and a few sessions (a connection and the statements prepared on it). A
 * query takes an idle session, or waits in line for one, and has it alone until the engine is done:
 * the engine's timeout belongs to a connection, and it cannot be told to stop earlier. So a caller
 * whose signal aborts gets its error at once, while its session is busy until the engine finishes or
 * the timeout stops it. `close` lets running queries finish and fails the waiting ones.
 */
import { stat } from 'node:fs/promises';
import type { PropertyValue } from '@gkg/ontology';
import { GkgError } from '@gkg/protocol';
import type { Database } from 'kuzu';
import { abortable } from './abortable.ts';
import { connect, loadEngine, openDatabase } from './engine.ts';
import type { EngineRow } from './engine.ts';
import { createSession } from './session.ts';
import type { Session } from './session.ts';
import { createWaitLine } from './wait-line.ts';

const MIB = 1024 ** 2;

export type QueryRow = EngineRow;
export type QueryValue = PropertyValue | readonly PropertyValue[];
export type QueryParameters = Readonly<Record<string, QueryValue>>;

export interface QueryLimits {
  readonly timeoutMs: number;
  readonly rowsMax: number;
}

export interface Graph {
  /** Runs a statement of ours; values reach it as bound parameters and in no other way. */
  query(
    statement: string,
    parameters?: QueryParameters,
    limits?: Partial<QueryLimits>,
    signal?: AbortSignal,
  ): Promise<QueryRow[]>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly bufferPoolBytes?: number;
  /** Threads of the engine for one query. */
  readonly threads?: number;
  /** Queries that run at the same time. */
  readonly sessions?: number;
  /** Queries that may wait for a session. */
  readonly waitingMax?: number;
}

const defaultOptions = { bufferPoolBytes: 64 * MIB, threads: 1, sessions: 2, waitingMax: 1000 };
const defaultLimits: QueryLimits = { timeoutMs: 10_000, rowsMax: 1_000_000 };

/** Opens a graph file read-only; whatever is wrong with the file is `graph_invalid`, and with the engine `engine_failed`. */
export async function openGraph(file: string, options: OpenOptions = {}): Promise<Graph> {
  const settings = { ...defaultOptions, ...options };
  loadEngine();
  try {
    const database = await openReadOnly(file, settings.bufferPoolBytes);
    return createGraph(database, await openSessions(database, settings), settings.waitingMax);
  } catch (cause) {
    throw new GkgError('graph_invalid', 'The graph file cannot be opened.', { cause });
  }
}

function createGraph(database: Database, sessions: readonly Session[], waitingMax: number): Graph {
  const line = createWaitLine<Session>(waitingMax);
  for (const session of sessions) line.put(session);
  return {
    async query(statement, parameters = {}, limits = {}, signal) {
      const { timeoutMs, rowsMax } = { ...defaultLimits, ...limits };
      const startedAt = performance.now();
      const session = await line.take(timeoutMs, signal);
      const leftMs = Math.max(1, Math.ceil(timeoutMs - (performance.now() - startedAt)));
      const running = session.run(statement, parameters, leftMs, rowsMax);
      return abortable(
        running.finally(() => line.put(session)),
        signal,
      );
    },
    async close() {
      await line.drain(sessions.length);
      for (const session of sessions) await session.close();
      await database.close();
    },
  };
}

async function openReadOnly(file: string, bufferPoolBytes: number): Promise<Database> {
  const { size } = await stat(file);
  // The engine takes an empty file for a new database.
  if (size === 0) throw new Error('The file is empty.');
  return openDatabase({ file, readOnly: true, bufferPoolBytes, fileBytesMax: 2 * size });
}

async function openSessions(
  database: Database,
  { sessions, threads }: { sessions: number; threads: number },
): Promise<Session[]> {
  const opened: Session[] = [];
  try {
    while (opened.length < sessions) opened.push(createSession(await connect(database, threads)));
    return opened;
  } catch (error) {
    for (const session of opened) await session.close();
    await database.close();
    throw error;
  }
}

/**
 * Making a graph file of the one before.
 *
 * A published file never changes, so the work is done on a copy: it is copied and opened while others still find
 * out what changed (`startUpdate`); then all changes are made in one transaction, in an order in which no edge
 * ever lacks an end: edges away, nodes away, nodes added, nodes changed, edges added. CHECKPOINT, close, fsync
 * and rename are those of a graph that is built from its rows (`write-graph.ts`).
 *
 * The engine writes what is deleted and added in place and gives space free again; but a file that was changed
 * many times is less compact than a fresh one. Whoever decides between the two looks at `isWorthUpdating` and
 * at the size of the file.
 */
import { constants } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { GkgError } from '@gkg/protocol';
import type { Connection, Database } from 'kuzu';
import { startBuilding } from './building.ts';
import type { Building } from './building.ts';
import type { RowChanges } from './compare-rows.ts';
import { connect, openDatabase, runStatement } from './engine.ts';
import { explainFailure } from './full-volume.ts';
import { createSession } from './session.ts';
import type { Session } from './session.ts';
import { changeSteps } from './update-statements.ts';
import type { ChangeStep } from './update-statements.ts';
import { byKind } from './write-graph.ts';
import type { WriteOptions, WrittenGraph } from './write-graph.ts';

const MIB = 1024 ** 2;
/** Rows that one statement is given. */
const ROWS_PER_STATEMENT = 2000;
const stepTimeoutMs = 10 * 60_000;

/** A copy of a graph file, open for changes. Exactly one of its functions is to be called, once. */
export interface GraphUpdate {
  /** Makes the changes; the new file is then at its place, checkpointed and synced. */
  apply(changes: RowChanges, onPhase?: WriteOptions['onPhase'], signal?: AbortSignal): Promise<WrittenGraph>;
  discard(): Promise<void>;
}

/** Copies the graph file `base`, to become `file`, and opens the copy. */
export async function startUpdate(
  base: string,
  file: string,
  bufferPoolBytes = 512 * MIB,
): Promise<GraphUpdate> {
  const building = await startBuilding(file);
  try {
    await copyFile(base, building.file, constants.COPYFILE_FICLONE);
    const opened = await openCopy(building, bufferPoolBytes);
    return {
      apply: (changes, onPhase, signal) => applyChanges(building, opened, changes, onPhase, signal),
      async discard() {
        await closeAll(opened);
        await building.remove();
      },
    };
  } catch (error) {
    await building.remove();
    throw error;
  }
}

/** Whether changing the old file costs clearly less than loading all rows into a new one. */
export function isWorthUpdating({ size, total, nodes, edges }: RowChanges): boolean {
  const rows = [
    ...nodes.flatMap(({ added, changed }) => [added, changed]),
    ...edges.map(({ added }) => added),
  ];
  // The engine takes the type of a parameter from its values, and a null has none.
  const isTyped = rows.every((each) => each.every((row) => !row.includes(null)));
  return size <= total / 8 && isTyped;
}

interface OpenCopy {
  readonly database: Database;
  readonly connection: Connection;
}

async function openCopy(building: Building, bufferPoolBytes: number): Promise<OpenCopy> {
  const { size } = await stat(building.file);
  const fileBytesMax = Math.max(1024 * MIB, 4 * size);
  const database = await openDatabase({
    file: building.file,
    readOnly: false,
    bufferPoolBytes,
    fileBytesMax,
  });
  try {
    const connection = await connect(database, 0);
    // Closing would try again a checkpoint that failed, and on a full volume the engine never returns.
    await runStatement(connection, 'CALL force_checkpoint_on_close=false');
    return { database, connection };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function closeAll({ connection, database }: OpenCopy): Promise<void> {
  await connection.close();
  await database.close();
}

async function applyChanges(
  building: Building,
  opened: OpenCopy,
  changes: RowChanges,
  onPhase: WriteOptions['onPhase'],
  signal?: AbortSignal,
): Promise<WrittenGraph> {
  try {
    try {
      onPhase?.('load');
      await inTransaction(opened.connection, changes, signal);
      onPhase?.('checkpoint');
      await runStatement(opened.connection, 'CHECKPOINT');
      await verifyCounts(opened.connection, changes);
    } catch (error) {
      throw signal?.aborted ? error : await explainFailure(error, building.directory);
    } finally {
      await closeAll(opened);
    }
    signal?.throwIfAborted();
    return { counts: byKind(changes.counts), bytes: await building.finish() };
  } finally {
    await building.remove();
  }
}

async function inTransaction(
  connection: Connection,
  changes: RowChanges,
  signal?: AbortSignal,
): Promise<void> {
  const session = createSession(connection);
  await runStatement(connection, 'BEGIN TRANSACTION');
  for (const step of changeSteps(changes)) await runStep(session, step, signal);
  await runStatement(connection, 'COMMIT');
}

async function runStep(
  session: Session,
  { statement, rows }: ChangeStep,
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    signal?.throwIfAborted();
    const batch = rows.slice(start, start + ROWS_PER_STATEMENT);
    await session.run(statement, { rows: batch }, stepTimeoutMs, Number.MAX_SAFE_INTEGER);
  }
}

/** A step that silently found less than it should have would leave a wrong graph. */
async function verifyCounts(connection: Connection, changes: RowChanges): Promise<void> {
  const nodes = changes.nodes.filter(({ removed, added }) => removed.length + added.length > 0);
  const edges = changes.edges.filter(({ sources }) => sources.length > 0);
  const tables = [
    ...nodes.map(({ table }) => [table, `MATCH (n:${table}) RETURN count(*) AS rows`] as const),
    ...[...new Set(edges.map(({ table }) => table))].map(
      (table) => [table, `MATCH ()-[e:${table}]->() RETURN count(*) AS rows`] as const,
    ),
  ];
  for (const [table, statement] of tables) {
    const found = Number((await runStatement(connection, statement))?.['rows']);
    const wanted = changes.counts[table] ?? 0;
    if (found !== wanted) throw miscounted(table, found, wanted);
  }
}

function miscounted(table: string, found: number, wanted: number): GkgError {
  return new GkgError(
    'engine_failed',
    `An updated graph has ${found} rows of ${table} instead of ${wanted}.`,
    {
      detail: { table, found, wanted },
    },
  );
}

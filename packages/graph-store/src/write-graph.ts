/**
 * Building a graph file.
 *
 * The file is never built in place. A directory beside it, `<file>.new-<random>`, holds the database
 * under construction and, unless another directory is given, the CSV files it is loaded from. The
 * steps: table by table write, create and COPY; CHECKPOINT, so that nothing stays in the
 * write-ahead log; await the closing of connection and database; check that one file is left and no
 * log beside it; fsync; rename onto `file`; fsync the directory. Whatever fails, the building
 * directory is removed and what was at `file` is as before.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { edgeKinds, nodeKinds } from '@gkg/ontology';
import type { GraphRows } from '@gkg/ontology';
import type { Connection } from 'kuzu';
import { startBuilding } from './building.ts';
import { connect, openDatabase, runStatement } from './engine.ts';
import { explainFailure } from './full-volume.ts';
import { loadTables } from './load-tables.ts';
import type { RowCounts } from './load-tables.ts';

const MIB = 1024 ** 2;

export interface WriteOptions {
  readonly onPhase?: (phase: 'load' | 'checkpoint') => void;
  /** Where the CSV files lie while they are loaded; beside the graph file when absent. */
  readonly tempDir?: string;
  readonly bufferPoolBytes?: number;
  /** The size beyond which the file may not grow. */
  readonly fileBytesMax?: number;
}

export interface WrittenGraph {
  readonly counts: { readonly nodes: RowCounts; readonly edges: RowCounts };
  readonly bytes: number;
}

/** Builds the graph file `file` from its rows; exactly that one file is left, checkpointed and synced. */
export async function writeGraph(
  rows: GraphRows,
  file: string,
  options: WriteOptions = {},
  signal?: AbortSignal,
): Promise<WrittenGraph> {
  signal?.throwIfAborted();
  const building = await startBuilding(file);
  try {
    const counts = await buildDatabase(rows, building.file, options, signal);
    signal?.throwIfAborted();
    return { counts, bytes: await building.finish() };
  } finally {
    await building.remove();
  }
}

async function buildDatabase(
  rows: GraphRows,
  file: string,
  options: WriteOptions,
  signal?: AbortSignal,
): Promise<WrittenGraph['counts']> {
  const database = await openDatabase({
    file,
    readOnly: false,
    bufferPoolBytes: options.bufferPoolBytes ?? 512 * MIB,
    fileBytesMax: options.fileBytesMax ?? 64 * 1024 * MIB,
  });
  try {
    const connection = await connect(database, 0);
    try {
      return await fillDatabase(connection, rows, dirname(file), options, signal);
    } finally {
      await connection.close();
    }
  } finally {
    await database.close();
  }
}

async function fillDatabase(
  connection: Connection,
  rows: GraphRows,
  building: string,
  options: WriteOptions,
  signal?: AbortSignal,
): Promise<WrittenGraph['counts']> {
  options.onPhase?.('load');
  const csvDirectory = await mkdtemp(join(options.tempDir ?? building, 'gkg-load-'));
  try {
    // Closing would try again a checkpoint that failed, and on a full volume the engine never returns.
    await runStatement(connection, 'CALL force_checkpoint_on_close=false');
    const counts = await loadTables(connection, rows, csvDirectory, signal);
    options.onPhase?.('checkpoint');
    await runStatement(connection, 'CHECKPOINT');
    return byKind(counts);
  } catch (error) {
    throw signal?.aborted ? error : await explainFailure(error, building);
  } finally {
    await rm(csvDirectory, { recursive: true, force: true });
  }
}

/** Counts of rows by table, as counts by the kinds of the ontology. */
export function byKind(counts: RowCounts): WrittenGraph['counts'] {
  const pick = (labels: object) =>
    Object.fromEntries(Object.keys(labels).map((label) => [label, counts[label] ?? 0]));
  return { nodes: pick(nodeKinds), edges: pick(edgeKinds) };
}

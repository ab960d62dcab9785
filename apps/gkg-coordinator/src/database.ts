import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { GkgError } from '@gkg/protocol';
import { acquireLock, diskSpace, fullVolumeBytesMax } from '@gkg/runtime';
import { Kysely, PGliteDialect } from 'kysely';
import { migrate } from './migrations.ts';
import type { CoordinatorDatabase, CoordinatorTables } from './schema.ts';

export interface OpenDatabase {
  readonly db: CoordinatorDatabase;
  close(): Promise<void>;
}

const engineOptions = {
  // The registry of projects is small; the default of 128 MB would be resident for nothing.
  postgresqlconf: ['shared_buffers=16MB'],
  // PGlite turns fsync off (-F). What is registered shall survive a power cut; it costs 0.1 ms a statement.
  startParams: PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
};

/**
 * The coordinator's database: PostgreSQL in this process, its files under the data directory. This is the
 * one place that knows the dialect. Two processes on the same files would destroy them, hence the lock.
 */
export async function openDatabase(dataDir: string): Promise<OpenDatabase> {
  const directory = join(dataDir, 'coordinator');
  await mkdir(directory, { recursive: true });
  const lock = await acquireLock(join(directory, 'lock'));
  const db = new Kysely<CoordinatorTables>({
    dialect: new PGliteDialect({ pglite: () => PGlite.create(join(directory, 'database'), engineOptions) }),
  });
  const close = async () => {
    await db.destroy();
    await lock.release();
  };
  try {
    await migrate(db);
  } catch (error) {
    const explained = await explainFailure(error, directory);
    await close();
    throw explained;
  }
  return { db, close };
}

/** `disk_full` when the volume is: of that, the engine in this process tells no more than a number. */
async function explainFailure(error: unknown, directory: string): Promise<unknown> {
  const { freeBytes } = await diskSpace(directory);
  if (freeBytes >= fullVolumeBytesMax) return error;
  const message = `The volume of ${directory} has no space for the coordinator's database.`;
  return new GkgError('disk_full', message, { detail: { free_bytes: freeBytes }, cause: error });
}

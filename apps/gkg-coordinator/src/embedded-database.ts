import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { GkgError } from '@gkg/protocol';
import { acquireLease, diskSpace, exitWith, fullVolumeBytesMax } from '@gkg/runtime';
import { PGliteDialect } from 'kysely';
import type { DatabaseEngine } from './database.ts';

const engineOptions = {
  // The registry of projects is small; the default of 128 MB would be resident for nothing.
  postgresqlconf: ['shared_buffers=16MB'],
  // PGlite turns fsync off (-F). What is registered shall survive a power cut; it costs 0.1 ms a statement.
  startParams: PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
};

/**
 * PostgreSQL in this process, its files under the data directory. Two processes on the same files would
 * destroy them, hence the lease.
 */
export async function openEmbeddedDatabase({ dataDir }: { dataDir: string }): Promise<DatabaseEngine> {
  const directory = join(dataDir, 'coordinator');
  await mkdir(directory, { recursive: true });
  const lease = await acquireLease(join(directory, 'lock'), { onLost: exitWith });
  return {
    dialect: new PGliteDialect({ pglite: () => PGlite.create(join(directory, 'database'), engineOptions) }),
    explain: (error) => explainFailure(error, directory),
    close: () => lease.release(),
  };
}

/** `disk_full` when the volume is: of that, the engine in this process tells no more than a number. */
async function explainFailure(error: unknown, directory: string): Promise<unknown> {
  const { freeBytes } = await diskSpace(directory);
  if (freeBytes >= fullVolumeBytesMax) return error;
  const message = `The volume of ${directory} has no space for the coordinator's database.`;
  return new GkgError('disk_full', message, { detail: { free_bytes: freeBytes }, cause: error });
}

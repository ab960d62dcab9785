import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@gkg/runtime';
import { openDatabase, type OpenDatabase } from './database.ts';
import { postgresPrograms, startPostgres } from './test-postgres.ts';

/** Where the coordinator's state can be; what is proved on one is proved on both. */
export interface TestDatabase {
  readonly name: string;
  readonly isMissing: boolean;
  start(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}

export const testDatabases: readonly TestDatabase[] = [
  {
    name: 'PGlite',
    isMissing: false,
    start: () => Promise.resolve({ url: '', stop: () => Promise.resolve() }),
  },
  {
    name: 'PostgreSQL',
    isMissing: postgresPrograms === null,
    async start() {
      const server = await startPostgres();
      return { url: server.createDatabase(), stop: () => server.stop() };
    },
  },
];

/** A new one, opened; closing it leaves nothing. */
export async function openTestDatabase(
  database: Pick<TestDatabase, 'start'>,
): Promise<Pick<OpenDatabase, 'db' | 'close'>> {
  const root = mkdtempSync(join(tmpdir(), 'gkg-database-'));
  const server = await database.start();
  const { db, close } = await openDatabase({
    ...loadConfig({ GKG_DATA_DIR: root }),
    databaseUrl: server.url,
  });
  return {
    db,
    async close() {
      await close();
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

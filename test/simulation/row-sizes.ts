/** What a row of the coordinator's database takes, measured in one of 20,000 projects. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../apps/gkg-coordinator/src/database.ts';
import { fillHistory } from '../../apps/gkg-coordinator/src/test-history.ts';
import { measureRows } from '../../apps/gkg-coordinator/src/test-row-sizes.ts';

export type RowSizes = Awaited<ReturnType<typeof measureRows>>;

const history = { nodes: 500, projects: 20_000, doneTasks: 40_000, pendingTasks: 1000 };

export async function measureRowSizes(): Promise<RowSizes> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gkg-rows-'));
  const config = {
    databaseUrl: '',
    databasePasswordFile: '',
    databasePoolMax: 1,
    databaseTimeoutMs: 600_000,
  };
  try {
    const { db, close } = await openDatabase({ ...config, dataDir });
    await fillHistory(db, history, new Date());
    const sizes = await measureRows(db);
    await close();
    return sizes;
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

import { GkgError } from '@gkg/protocol';
import { retry, type Config } from '@gkg/runtime';
import { Kysely, sql, type Dialect } from 'kysely';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { migrate } from './migrations.ts';
import type { CoordinatorDatabase, CoordinatorTables } from './schema.ts';
import { openServerDatabase } from './server-database.ts';

export type DatabaseConfig = Pick<
  Config,
  'dataDir' | 'databaseUrl' | 'databasePasswordFile' | 'databasePoolMax' | 'databaseTimeoutMs'
>;

export interface OpenDatabase {
  readonly db: CoordinatorDatabase;
  /** Resolves when a statement can be run. */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What differs between PostgreSQL in this process and on a server. */
export interface DatabaseEngine {
  readonly dialect: Dialect;
  /** What the failure of a migration means, where the engine itself cannot say. */
  explain(error: unknown): unknown;
  /** Called after the connections are closed. */
  close(): unknown;
}

/** A server that is started together with this process may need some seconds. */
const patience = { attemptsMax: 8, firstDelayMs: 200, delayMsMax: 3000 };
const isAway = (error: unknown) => error instanceof GkgError && error.kind === 'upstream_unavailable';

/**
 * The coordinator's database, brought to the newest schema: on a PostgreSQL server when an address is
 * configured, else in this process (docs/decisions/022-postgresql-or-pglite.md).
 */
export async function openDatabase(config: DatabaseConfig): Promise<OpenDatabase> {
  const engine = config.databaseUrl === '' ? await openEmbeddedDatabase(config) : openServerDatabase(config);
  const db = new Kysely<CoordinatorTables>({ dialect: engine.dialect });
  const close = async () => {
    await db.destroy();
    await engine.close();
  };
  try {
    await retry(() => migrate(db), { ...patience, retryIf: isAway });
  } catch (error) {
    const explained = await engine.explain(error);
    await close();
    throw explained;
  }
  return { db, close, check: async () => void (await sql`select 1`.execute(db)) };
}

import { readFile } from 'node:fs/promises';
import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { DatabaseConfig, DatabaseEngine } from './database.ts';
import { readDatabaseAddress } from './database-address.ts';
import { databaseFailure } from './database-failure.ts';

const idleTimeoutMs = 30_000;
const bigintOid = 20;

/** PostgreSQL on a server; several coordinators may share it. */
export function openServerDatabase(config: DatabaseConfig): DatabaseEngine {
  const { password, ...address } = readDatabaseAddress(config.databaseUrl);
  const { databasePasswordFile: file } = config;
  const pool = new pg.Pool({
    ...address,
    // Read for every connection, so that a password may be changed while this runs.
    ...(file === '' ? { password } : { password: async () => (await readFile(file, 'utf8')).trim() }),
    application_name: 'gkg-coordinator',
    max: config.databasePoolMax,
    connectionTimeoutMillis: config.databaseTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    keepAlive: true,
    statement_timeout: config.databaseTimeoutMs,
    lock_timeout: config.databaseTimeoutMs,
    // Beyond the limits before: of one whose transaction waits, and of a server that answers no more at all.
    idle_in_transaction_session_timeout: 2 * config.databaseTimeoutMs,
    query_timeout: 2 * config.databaseTimeoutMs,
    types: { getTypeParser },
  });
  // An idle connection that the server ends is replaced by the next one that is needed.
  pool.on('error', () => undefined);
  return {
    dialect: new PostgresDialect({ pool: guarded(pool) }),
    explain: (error) => error,
    close: () => undefined,
  };
}

/** Ids are below 2^53, so that they can be numbers, as they are in the embedded database. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) =>
  (oid as number) === bigintOid ? Number : pg.types.getTypeParser(oid, format);

/** The pool, with its failures as errors of ours. */
function guarded(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch(fail);
      const known = clients.get(client);
      if (known !== undefined) return known;
      // A connection that ends between two statements says so here; the next statement then fails.
      client.on('error', () => undefined);
      const fresh = {
        query: (text: string, values: readonly unknown[]) => client.query(text, [...values]).catch(fail),
        release: (destroy?: boolean) => client.release(destroy),
      } as unknown as PostgresPoolClient;
      clients.set(client, fresh);
      return fresh;
    },
  };
}

function fail(error: unknown): never {
  throw databaseFailure(error);
}

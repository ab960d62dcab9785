import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase, type DatabaseConfig } from './database.ts';
import { migrate } from './migrations.ts';
import type { CoordinatorTables } from './schema.ts';
import { openServerDatabase } from './server-database.ts';
import { postgresPrograms, startPostgres, type TestServer } from './test-postgres.ts';

const limits = { databasePasswordFile: '', databasePoolMax: 3, databaseTimeoutMs: 1000 };
const embedded = (dataDir: string): DatabaseConfig => ({ dataDir, databaseUrl: '', ...limits });
const onServer = (databaseUrl: string): DatabaseConfig => ({ dataDir: '', databaseUrl, ...limits });

/** A volume of its own; false where mounting is not allowed. */
function mountSmallVolume(directory: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return true;
}

const startsTimeoutMs = 60_000;

test(
  'on a full volume the database says what it lacks, and opens when there is space',
  { timeout: startsTimeoutMs },
  async (context) => {
    const directory = mkdtempSync(join(tmpdir(), 'gkg-coordinator-volume-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    context.skip(!mountSmallVolume(directory, '20m'), 'mounting is not allowed here');
    await expect(openDatabase(embedded(directory))).rejects.toMatchObject({ kind: 'disk_full' });
    execFileSync('mount', ['-o', 'remount,size=200m', directory]);
    await (await openDatabase(embedded(directory))).close();
  },
);

test.each([
  ['mysql://host/db', /postgresql:/],
  ['postgresql:///db', /no host/],
  ['postgresql://u:hidden@host/db?sslmode=maybe', /sslmode.*verify-full/],
  ['postgresql://u:hidden@host/db?sslrootcert=/nowhere', /cannot be read/],
  ['postgresql://u:hidden@host/db?pool=3', /parameter pool/],
])('the address %s is refused without being shown', async (address, message) => {
  const opening = openDatabase(onServer(address));
  await expect(opening).rejects.toMatchObject({
    kind: 'config_invalid',
    message: expect.stringMatching(message),
  });
  await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('hidden') });
});

describe.skipIf(postgresPrograms === null)('on a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  test('that does not have the database is said to be so', async () => {
    const missing = server.createDatabase().replace(/test_\d+$/, 'nowhere');
    await expect(openDatabase(onServer(missing))).rejects.toMatchObject({ kind: 'config_invalid' });
  });

  test('several that open a new database at once bring it to the newest schema once', async () => {
    const config = onServer(server.createDatabase());
    const opened = await Promise.all([openDatabase(config), openDatabase(config), openDatabase(config)]);
    for (const { db, close } of opened) {
      expect(await db.selectFrom('nodes').selectAll().execute()).toEqual([]);
      await close();
    }
  });

  test('what an older version left is carried over, and its rules give way to the new ones', async () => {
    const config = onServer(server.createDatabase());
    const engine = openServerDatabase(config);
    const old = new Kysely<CoordinatorTables>({ dialect: engine.dialect });
    await migrate(old, '001-nodes-projects-replicas-tasks');
    await sql`
      insert into nodes (uuid, name, index_url, search_url, services, total_bytes, used_bytes, indexed_bytes,
        concurrency, task_count, schema_version, created_at, last_seen_at)
      values ('u', 'n', 'http://n', 'http://n', '{knowledge_graph}', 1, 0, 0, 1, 0, 7, now(), now())`.execute(
      old,
    );
    await sql`
      insert into projects (name, address, namespace_id, created_at)
      values ('held', 'file:///a', 1, now()), ('waiting', 'file:///b', 2, now())`.execute(old);
    await sql`insert into replicas (project_id, node_id, namespace_id, state) values (1, 1, 1, 'ready')`.execute(
      old,
    );
    for (const state of ['pending', 'pending', 'processing']) {
      await sql`
        insert into tasks (node_id, replica_id, namespace_id, task_type, state, retries_left, perform_at,
          created_at, updated_at)
        values (1, 1, 1, 'index_graph', ${state}, 3, now(), now(), now())`.execute(old);
    }
    await old.destroy();

    const { db, close } = await openDatabase(config);
    onTestFinished(close);
    expect(await db.selectFrom('nodes').select(['schema_version', 'graph_schema_version']).execute()).toEqual(
      [{ schema_version: null, graph_schema_version: 7 }],
    );
    const carried = db.selectFrom('projects').select(['name', 'need', 'has_primary']).orderBy('id');
    expect(await carried.execute()).toEqual([
      { name: 'held', need: null, has_primary: true },
      { name: 'waiting', need: 1, has_primary: false },
    ]);
    const [figures] = await db.selectFrom('nodes').select(['replica_count', 'primary_count']).execute();
    expect(figures).toEqual({ replica_count: 1, primary_count: 1 });
    const tasks = await db
      .selectFrom('tasks')
      .select(['id', 'state', 'claimed_until'])
      .orderBy('id')
      .execute();
    expect(tasks).toEqual([
      { id: 1, state: 'pending', claimed_until: null },
      { id: 3, state: 'processing', claimed_until: expect.any(Date) },
    ]);
    await db.updateTable('tasks').set({ state: 'orphaned' }).execute();
  });

  test('a statement that takes too long, or waits too long for a lock, is given up', async () => {
    const { db, close } = await openDatabase(onServer(server.createDatabase()));
    onTestFinished(close);
    await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toMatchObject({ kind: 'timeout' });
    await db.transaction().execute(async (holder) => {
      await sql`lock table nodes in access exclusive mode`.execute(holder);
      await expect(db.selectFrom('nodes').selectAll().execute()).rejects.toMatchObject({ kind: 'timeout' });
    });
  });

  test('who finds all connections taken waits for one, within the limit', async () => {
    const { db, close } = await openDatabase(onServer(server.createDatabase()));
    onTestFinished(close);
    const held = Array.from({ length: limits.databasePoolMax + 1 }, () =>
      sql`select pg_sleep(0.3)`.execute(db),
    );
    await expect(Promise.all(held)).resolves.toHaveLength(4);
    const blocked = Array.from({ length: limits.databasePoolMax }, () =>
      db.transaction().execute(async (transaction) => {
        for (const _ of [1, 2]) await sql`select pg_sleep(0.9)`.execute(transaction);
      }),
    );
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ kind: 'upstream_unavailable' });
    await Promise.all(blocked);
  });

  test('that is killed and comes back is worked with again', async () => {
    const { db, check, close } = await openDatabase(onServer(server.createDatabase()));
    onTestFinished(close);
    await server.kill();
    await expect(check()).rejects.toMatchObject({ kind: 'upstream_unavailable' });
    await server.restart();
    await vi.waitFor(check, { timeout: 10_000 });
    expect(await db.selectFrom('nodes').selectAll().execute()).toEqual([]);
  });

  test('with TLS, a certificate of a known authority is needed unless that is waived', async () => {
    const { certificate, settings } = makeCertificate(server);
    await server.restart(settings);
    onTestFinished(() => server.restart());
    const name = new URL(server.createDatabase()).pathname;
    const address = (mode: string) =>
      onServer(`postgresql://postgres@localhost:${server.port}${name}?${mode}`);
    await expect(openDatabase(address('sslmode=verify-full'))).rejects.toMatchObject({
      kind: 'config_invalid',
    });
    for (const mode of ['sslmode=require', `sslmode=verify-full&sslrootcert=${certificate}`]) {
      const { db, close } = await openDatabase(address(mode));
      const { rows } = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
      expect(rows).toEqual([{ ssl: true }]);
      await close();
    }
  }, 60_000);
});

function makeCertificate({ directory }: TestServer) {
  const [key, certificate] = [join(directory, 'server.key'), join(directory, 'server.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const form = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', [...form, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  if (process.getuid?.() === 0) chownSync(key, 65_534, 65_534);
  return {
    certificate,
    settings: ['ssl=on', `ssl_key_file=${key}`, `ssl_cert_file=${certificate}`, 'listen_addresses=localhost'],
  };
}

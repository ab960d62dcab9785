import { loadConfig } from '@gkg/runtime';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from './database.ts';
import { sweep } from './housekeeping.ts';
import { recordHeartbeat } from './nodes.ts';
import { heartbeatParams } from './rails-params.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { listTasks } from './task-list.ts';
import { deliverTasks, pullFrequency } from './task-delivery.ts';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';
import { fillHistory } from './test-history.ts';
import { testNodeRules } from './test-node-rules.ts';
import { postgresPrograms, startPostgres, type TestServer } from './test-postgres.ts';

const now = new Date('2026-01-01T00:00:00Z');
const dayMs = 86_400_000;
const rules = {
  node: testNodeRules,
  task: {
    retriesMax: 3,
    retryDelayMs: 1000,
    timeoutMs: 1000,
    claimMs: dayMs,
    keptMs: dayMs,
    random: () => 0,
  },
  replicasDefault: 1,
};

describe.skipIf(postgresPrograms === null)('with a long history', () => {
  let server: TestServer;
  let database: OpenDatabase;
  beforeAll(async () => {
    server = await startPostgres();
    const settings = { databaseUrl: server.createDatabase(), databaseTimeoutMs: 60_000 };
    database = await openDatabase({ ...loadConfig({}), ...settings });
    const history = { nodes: 5, projects: 5000, doneTasks: 100_000, pendingTasks: 5000 };
    await fillHistory(database.db, history, now);
  }, 120_000);
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  test('a heartbeat reads a bounded number of rows, and no large table from end to end', async () => {
    await database.db.transaction().execute(async (db) => {
      const before = await rowsRead(db);
      const said = heartbeatParams.parse(heartbeat({ 'node.concurrency': 8 }));
      const { node } = await recordHeartbeat(
        db,
        'node-1',
        said,
        new Date(now.getTime() + 10_000),
        rules.node,
      );
      const tasks = await deliverTasks(db, node, now, rules);
      const pace = { pullIntervalMs: 10_000, pullIntervalBusyMs: 500 };
      expect(await pullFrequency(db, node, now, pace)).toBe('500ms');
      expect(tasks).toHaveLength(4);
      const after = await rowsRead(db);
      expect(after.scanned - before.scanned).toBe(0);
      expect(after.fetched - before.fetched).toBeLessThan(200);
    });
  });

  test('the few tasks that failed are found without reading the others', async () => {
    await database.db.transaction().execute(async (db) => {
      const before = await rowsRead(db);
      expect(await listTasks(db, { state: 'failed', limit: 100 })).toEqual([]);
      const after = await rowsRead(db);
      expect(after.scanned + after.fetched - before.scanned - before.fetched).toBeLessThan(10);
    });
  });

  test('what was settled long ago is forgotten, but not the newest of a project', async () => {
    const { db } = database;
    const count = async () =>
      (await sql<{ n: number }>`select count(*) as n from tasks`.execute(db)).rows[0]!.n;
    const later = new Date(now.getTime() + 3 * dayMs);
    let sweeps = 0;
    while (sweeps < 50 && (await sweep(db, later, rules)).pruned > 0) sweeps += 1;
    expect(sweeps).toBeGreaterThan(10);
    // A task waits for each project, so that none of the settled ones is its newest.
    expect(await count()).toBe(5000);
  });

  /** By this session so far, of the tables that grow. */
  async function rowsRead(db: CoordinatorDatabase): Promise<{ scanned: number; fetched: number }> {
    const { rows } = await sql<{ scanned: number; fetched: number }>`
      select sum(seq_tup_read)::float8 as scanned, sum(idx_tup_fetch)::float8 as fetched
      from pg_stat_xact_user_tables where relname in ('tasks', 'replicas', 'projects')`.execute(db);
    return rows[0]!;
  }
});

describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('among many projects', () => {
    const projects = database.name === 'PGlite' ? 200 : 1000;
    let coordinator: TestCoordinator;
    beforeAll(async () => {
      coordinator = await startTestCoordinator({ isMissing, ...database }, { pollIntervalMs: 0 });
    }, 60_000);
    afterAll(() => coordinator.stop());

    function settle(task: Answer, poisonId: number): Promise<Answer> {
      const { name, payload } = task['payload'].Callback;
      const success = task['payload'].RepoId !== poisonId;
      const reason = success ? {} : { error: 'It is poison.', additional_payload: { code: 'job_failed' } };
      return coordinator.rails('node', 'callback', { name, payload, success, ...reason });
    }

    test('the one that always fails stays failed with its reason, and keeps nobody waiting', async () => {
      const beat = () => coordinator.rails('node', 'heartbeat', heartbeat({ 'node.concurrency': 100 }));
      await coordinator.pause(async (config) => {
        const { db, close } = await openDatabase(config);
        await sql`
          insert into projects (name, address, namespace_id, created_at)
          select 'app-' || n, 'https://git.example/app-' || n, 2147483648 + n, ${now}
          from generate_series(1, ${projects}::int) as n`.execute(db);
        await close();
      });
      const poison = await coordinator.api('GET', '/projects/app-1');
      const delivered = new Map<number, number>();
      for (let round = 0; round < projects; round += 1) {
        const { tasks } = await beat();
        if (tasks.length === 0) break;
        await Promise.all((tasks as Answer[]).map((task) => settle(task, poison['id'])));
        for (const { payload } of tasks)
          delivered.set(payload.RepoId, (delivered.get(payload.RepoId) ?? 0) + 1);
        // Beyond every pause before another attempt, so that the poison comes back among the others.
        coordinator.clock += 3_600_000;
      }
      expect(await coordinator.api('GET', `/projects/${poison['id']}`)).toMatchObject({
        state: 'failed',
        task: { retries_left: 0, error: { error: 'It is poison.', code: 'job_failed' } },
      });
      expect(delivered.get(poison['id'])).toBe(3);
      expect([...delivered.values()].reduce((sum, times) => sum + times, 0)).toBe(projects + 2);
      const all = (await coordinator.api('GET', '/projects?limit=1000'))['projects'] as Answer[];
      expect(all.filter(({ state }) => state === 'ready')).toHaveLength(projects - 1);
    }, 120_000);
  });
});

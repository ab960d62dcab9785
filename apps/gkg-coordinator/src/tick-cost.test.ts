import { defaultPlacementRules, tick } from '@gkg/placement';
import { createLogger, createMetrics, loadConfig } from '@gkg/runtime';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { openDatabase } from './database.ts';
import { markDue } from './due-projects.ts';
import { updateFigures } from './figures.ts';
import { createSchedulerLease } from './lease.ts';
import { createPlacementStore } from './placement-store.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { fillHistory } from './test-history.ts';
import { testNodeRules } from './test-node-rules.ts';
import { postgresPrograms, startPostgres } from './test-postgres.ts';

/*
 * What a tick of the control loop reads, and what counting for the gauges does, counted by PostgreSQL: it follows from what changed, and is the same for a
 * thousand projects and for twenty thousand.
 */

const now = new Date('2026-01-01T00:00:00Z');
const nodes = 5;
const { signal } = new AbortController();

describe.skipIf(postgresPrograms === null)('a tick of the control loop', () => {
  test('reads what changed, however much exists', async () => {
    const few = await rowsOfTicks(1000);
    const many = await rowsOfTicks(20_000);
    expect(many.scanned).toBe(0);
    expect(many.idle).toBeLessThanOrEqual(few.idle + 10);
    expect(many.oneChanged).toBeLessThanOrEqual(few.oneChanged + 10);
    expect(many.hundredChanged).toBeLessThanOrEqual(100 * (many.oneChanged + 1));
    expect(many.oneChanged).toBeGreaterThan(0);
    expect(many.gauges).toBeLessThanOrEqual(few.gauges + 10);
  }, 180_000);
});

interface Rows {
  /** Of projects, replicas and tasks, read from end to end. */
  readonly scanned: number;
  /** Of the same, by an index. */
  readonly idle: number;
  readonly oneChanged: number;
  readonly hundredChanged: number;
  readonly gauges: number;
}

async function rowsOfTicks(projects: number): Promise<Rows> {
  const server = await startPostgres();
  // One connection counts its own work.
  const settings = { databaseUrl: server.createDatabase(), databaseTimeoutMs: 60_000, databasePoolMax: 1 };
  const database = await openDatabase({ ...loadConfig({}), ...settings });
  onTestFinished(async () => {
    await database.close();
    await server.stop();
  });
  const { db } = database;
  await fillHistory(db, { nodes, projects, doneTasks: projects, pendingTasks: 0 }, now);
  const turn = await ticker(db);
  // That a node stands otherwise costs what it holds, once.
  await sql`update nodes set noted_standing = 'serving', noted_draining = false`.execute(db);
  await sql`vacuum analyze`.execute(db);
  const before = await rowsRead(db);
  const gauges = await during(db, counter(db));
  const idle = await during(db, turn);
  await markDue(db, 1, now);
  const oneChanged = await during(db, turn);
  for (let id = 2; id <= 101; id += 1) await markDue(db, id, now);
  const hundredChanged = await during(db, turn);
  const { scanned } = await rowsRead(db);
  return { scanned: scanned - before.scanned, idle, oneChanged, hundredChanged, gauges };
}

async function ticker(db: CoordinatorDatabase) {
  const lease = createSchedulerLease(db, 3_600_000);
  await lease.hold();
  const logger = createLogger('test', { level: 'silent' });
  const metrics = createCoordinatorMetrics(createMetrics('test'));
  const parts = {
    db,
    lease,
    logger,
    metrics,
    nodeRules: testNodeRules,
    retriesMax: 3,
    replicasDefault: 2,
    intervalMs: 1000,
    now: () => now,
  };
  const store = createPlacementStore(parts);
  return () => tick(store, { ...defaultPlacementRules, incomingMax: 100_000 }, now, signal);
}

function counter(db: CoordinatorDatabase) {
  const metrics = createCoordinatorMetrics(createMetrics('test'));
  return () => updateFigures({ db, metrics, now: () => now, rules: { node: testNodeRules } });
}

async function during(db: CoordinatorDatabase, work: () => Promise<unknown>): Promise<number> {
  const before = await rowsRead(db);
  await work();
  return (await rowsRead(db)).found - before.found;
}

async function rowsRead(db: CoordinatorDatabase): Promise<{ scanned: number; found: number }> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const tables = sql`relname in ('tasks', 'replicas', 'projects')`;
  const { rows } = await sql<{ scanned: number; found: number }>`
    select (select sum(seq_tup_read)::float8 from pg_stat_user_tables where ${tables}) as scanned,
      (select sum(idx_tup_read)::float8 from pg_stat_user_indexes where ${tables}) as found`.execute(db);
  return rows[0]!;
}

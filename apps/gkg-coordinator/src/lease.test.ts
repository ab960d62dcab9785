import { createLogger, createMetrics } from '@gkg/runtime';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { createSchedulerLease } from './lease.ts';
import { createPlacementStore } from './placement-store.ts';
import { openTestDatabase, testDatabases } from './test-databases.ts';
import { fillHistory } from './test-history.ts';
import { testNodeRules } from './test-node-rules.ts';

const now = new Date('2026-01-01T00:00:00Z');

describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('the right to schedule', () => {
    let opened: Awaited<ReturnType<typeof openTestDatabase>>;
    beforeAll(async () => {
      opened = await openTestDatabase(database);
      const few = { nodes: 2, projects: 2, doneTasks: 0, pendingTasks: 0 };
      await fillHistory(opened.db, few, now);
    }, 60_000);
    afterAll(() => opened.close());

    const expire = () => sql`update leases set until = clock_timestamp()`.execute(opened.db);

    test('is with one at a time, and goes to another when its time is over', async () => {
      const [one, other] = [createSchedulerLease(opened.db, 60_000), createSchedulerLease(opened.db, 60_000)];
      expect(await one.hold()).toBe(1);
      expect(await other.hold()).toBeNull();
      expect(await one.hold()).toBe(1);
      await expire();
      expect(await other.hold()).toBe(2);
      expect(await one.hold()).toBeNull();
      await other.release();
      expect(await one.hold()).toBe(3);
      await one.release();
    });

    test('is needed at the moment of a move: what a deposed one planned is refused', async () => {
      const { db } = opened;
      const [one, other] = [createSchedulerLease(db, 60_000), createSchedulerLease(db, 60_000)];
      await one.hold();
      const metrics = createCoordinatorMetrics(createMetrics('test'));
      const logger = createLogger('test', { level: 'silent' });
      const parts = {
        db,
        metrics,
        logger,
        now: () => now,
        nodeRules: testNodeRules,
        retriesMax: 3,
        replicasDefault: 2,
        intervalMs: 1000,
      };
      const store = createPlacementStore({ ...parts, lease: one });
      const { signal } = new AbortController();
      const project = await db.selectFrom('projects').selectAll().orderBy('id').executeTakeFirstOrThrow();
      const held = await db
        .selectFrom('replicas')
        .select('node_id')
        .where('project_id', '=', project.id)
        .execute();
      const free = await db
        .selectFrom('nodes')
        .select('id')
        .where('id', '!=', held[0]!.node_id)
        .executeTakeFirstOrThrow();
      const move = { kind: 'add', projectId: project.id, nodeId: free.id, reason: 'too_few' } as const;
      const plan = { projectId: project.id, version: project.version, moves: [move], next: null };
      await expire();
      expect(await other.hold()).not.toBeNull();
      await expect(store.apply([plan], now, 1000, signal)).rejects.toMatchObject({ kind: 'lease_lost' });
      const node = { nodeId: free.id, standing: 'lost', isDraining: false } as const;
      await expect(store.noteNode(node, 'all', now, signal)).rejects.toMatchObject({ kind: 'lease_lost' });
      await other.release();
      await one.hold();
      expect(await store.apply([{ ...plan, version: plan.version + 1 }], now, 1000, signal)).toBe(0);
      expect(await store.apply([plan], now, 1000, signal)).toBe(1);
      const figures = await db
        .selectFrom('nodes')
        .selectAll()
        .where('id', '=', free.id)
        .executeTakeFirstOrThrow();
      expect(figures).toMatchObject({ replica_count: 2, incoming_count: 1, reserved_bytes: 1_000_001 });
    });
  });
});

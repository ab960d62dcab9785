import { createLogger, createMetrics } from '@gkg/runtime';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { createSchedulerLease } from './lease.ts';
import { listNodes, type NodeRow } from './nodes.ts';
import { createPlacementStore } from './placement-store.ts';
import { notePush } from './pushes.ts';
import { deliverTasks } from './task-delivery.ts';
import { openTestDatabase, testDatabases } from './test-databases.ts';
import { fillHistory } from './test-history.ts';
import { testNodeRules } from './test-node-rules.ts';

const now = new Date('2026-01-01T00:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const task = {
  retriesMax: 3,
  retryDelayMs: 1000,
  timeoutMs: 1000,
  claimMs: 60_000,
  keptMs: 60_000,
  random: () => 0,
};
const rules = { node: testNodeRules, task, replicasDefault: 2 };
const { signal } = new AbortController();

/* Two nodes with three projects each; the second gets copies of what is on the first, and pushes of its own. */
describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('the tasks of a node', () => {
    let opened: Awaited<ReturnType<typeof openTestDatabase>>;
    let first: NodeRow;
    let second: NodeRow;
    beforeAll(async () => {
      opened = await openTestDatabase(database);
    }, 60_000);
    beforeEach(async () => {
      const { db } = opened;
      await sql`truncate nodes, projects, replicas, tasks restart identity cascade`.execute(db);
      await fillHistory(db, { nodes: 2, projects: 6, doneTasks: 0, pendingTasks: 0 }, now);
      [second, first] = (await listNodes(db)) as [NodeRow, NodeRow];
      await copyAllOf(first, second);
    });
    afterAll(() => opened.close());

    const projectsOf = async ({ id }: NodeRow) => {
      const held = opened.db.selectFrom('replicas').innerJoin('projects', 'projects.id', 'project_id');
      return held.selectAll('projects').where('node_id', '=', id).where('is_primary', '=', true).execute();
    };

    async function carryOut(
      kind: 'add' | 'promote',
      nodeId: number,
      projectIds: readonly number[],
    ): Promise<void> {
      const { db } = opened;
      const lease = createSchedulerLease(db, 60_000);
      await lease.hold();
      const metrics = createCoordinatorMetrics(createMetrics('test'));
      const logger = createLogger('test', { level: 'silent' });
      const parts = {
        db,
        lease,
        metrics,
        logger,
        nodeRules: testNodeRules,
        retriesMax: 3,
        replicasDefault: 2,
        intervalMs: 1000,
        now: () => now,
      };
      const projects = await db.selectFrom('projects').selectAll().where('id', 'in', projectIds).execute();
      const plans = projects.map(({ id: projectId, version }) => ({
        projectId,
        version,
        moves: [{ kind, projectId, nodeId, reason: 'too_few' } as const],
        next: null,
      }));
      expect(await createPlacementStore(parts).apply(plans, now, 1000, signal)).toBe(projectIds.length);
      await lease.release();
    }

    async function copyAllOf(from: NodeRow, to: NodeRow): Promise<void> {
      const projects = await projectsOf(from);
      await carryOut(
        'add',
        to.id,
        projects.map(({ id }) => id),
      );
    }

    const delivered = async (at: Date, concurrency = 2) => {
      const tasks = await deliverTasks(opened.db, { ...second, concurrency }, at, rules);
      return tasks.map(({ payload }) => (payload as { RepoId: number }).RepoId);
    };

    test('a push of what the node serves goes before the copies that it was given earlier', async () => {
      const [pushed] = await projectsOf(second);
      await notePush(opened.db, pushed!.id, { commit: 'b'.repeat(40) }, minutes(5), rules);
      expect(await delivered(minutes(5))).toEqual([pushed!.id]);
    });

    test('a copy waits for pushes for no more than ten minutes', async () => {
      const [pushed] = await projectsOf(second);
      await notePush(opened.db, pushed!.id, { commit: 'b'.repeat(40) }, minutes(11), rules);
      expect(await delivered(minutes(11))).not.toEqual([pushed!.id]);
    });

    test('what becomes the primary is a copy no more', async () => {
      const [lost] = (await projectsOf(first)).slice(-1);
      const { db } = opened;
      await db.updateTable('replicas').set({ state: 'ready' }).where('project_id', '=', lost!.id).execute();
      expect(await delivered(now)).not.toEqual([lost!.id]);
      await db.updateTable('tasks').set({ state: 'pending' }).execute();
      await carryOut('promote', second.id, [lost!.id]);
      expect(await delivered(now)).toEqual([lost!.id]);
    });
  });
});

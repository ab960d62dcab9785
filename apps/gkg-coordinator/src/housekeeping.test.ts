import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPlacementRules, tick } from '@gkg/placement';
import { createLogger, createMetrics, loadConfig } from '@gkg/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { sweep } from './housekeeping.ts';
import { createSchedulerLease } from './lease.ts';
import { recordHeartbeat } from './nodes.ts';
import { createPlacementStore } from './placement-store.ts';
import { owner } from './principal.ts';
import { listProjects } from './projects.ts';
import { registerProject } from './register-project.ts';
import { testNodeRules } from './test-node-rules.ts';

const root = mkdtempSync(join(tmpdir(), 'gkg-housekeeping-'));
const everything = { after: 0, limit: 100 };
let database: OpenDatabase;
beforeAll(async () => {
  database = await openDatabase(loadConfig({ GKG_DATA_DIR: root }));
});
afterAll(async () => {
  await database.close();
  rmSync(root, { recursive: true, force: true });
});

const rules = {
  node: { ...testNodeRules, lostMs: 12 * 3_600_000 },
  task: {
    retriesMax: 3,
    retryDelayMs: 1000,
    timeoutMs: 1000,
    claimMs: 3_600_000,
    keptMs: 7 * 86_400_000,
    random: () => 0,
  },
};

const beat = (uuid: string, at: Date) => {
  const heartbeat = { 'node.url': 'http://n', 'node.name': uuid, 'disk.all': 1e12, 'disk.used': 0 };
  const services = ['knowledge_graph' as const];
  return recordHeartbeat(database.db, uuid, { ...heartbeat, 'node.services': services }, at, rules.node);
};

test('a node that is lost is forgotten once another holds its projects, and no sooner', async () => {
  const { db } = database;
  const start = new Date('2026-01-01T00:00:00Z');
  const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
  const first = await beat('first', start);
  const identity = { address: 'https://host/app', namespaceId: 2 ** 40, names: ['app'], gitaly: null };
  await registerProject(db, identity, undefined, start, rules);
  await place(start);
  expect(await listProjects(db, owner, everything)).toMatchObject([{ node_id: first.node.id }]);

  const { node: second } = await beat('second', later(11));
  await place(later(11));
  expect(await listProjects(db, owner, everything)).toMatchObject([{ node_id: first.node.id }]);

  await beat('second', later(12.1));
  expect(await sweep(db, later(12.1), rules)).toEqual({ nodes: 0, overdue: [], pruned: 0 });
  await place(later(12.1));
  expect(await listProjects(db, owner, everything)).toMatchObject([
    { node_id: second.id, task_state: 'pending' },
  ]);
  expect(await sweep(db, later(12.1), rules)).toEqual({ nodes: 1, overdue: [], pruned: 0 });
});

/** Looks twice: silence counts once the nodes that are there have had a minute to be heard. */
async function place(at: Date): Promise<void> {
  const { db } = database;
  const lease = createSchedulerLease(db, 60_000);
  await lease.hold();
  let clock = new Date(at.getTime() - rules.node.onlineMs);
  const shared = {
    logger: createLogger('test', { level: 'silent' }),
    now: () => clock,
    replicasDefault: 1,
    intervalMs: 1000,
  };
  const metrics = createCoordinatorMetrics(createMetrics('test'));
  const store = createPlacementStore({ db, lease, metrics, nodeRules: rules.node, retriesMax: 3, ...shared });
  for (clock of [clock, at]) await tick(store, defaultPlacementRules, clock, AbortSignal.timeout(10_000));
  await lease.release();
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@gkg/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from './database.ts';
import { sweep } from './housekeeping.ts';
import { recordHeartbeat } from './nodes.ts';
import { placeWaitingProjects } from './placement.ts';
import { owner } from './principal.ts';
import { listProjects, registerProject } from './projects.ts';

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
  node: { onlineMs: 60_000, lostMs: 12 * 3_600_000, saveMs: 5000, criticalPercent: 85 },
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
  const heartbeat = { 'node.url': 'http://n', 'node.name': uuid, 'disk.all': 1, 'disk.used': 0 };
  const services = ['knowledge_graph' as const];
  return recordHeartbeat(database.db, uuid, { ...heartbeat, 'node.services': services }, at, rules.node);
};

test('the projects of a node that is lost move to another, and no sooner', async () => {
  const { db } = database;
  const start = new Date('2026-01-01T00:00:00Z');
  const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
  const first = await beat('first', start);
  const identity = { address: 'https://host/app', namespaceId: 2 ** 40, names: ['app'], gitaly: null };
  await registerProject(db, identity, undefined, start, rules);

  const { node: second } = await beat('second', later(11));
  expect(await sweep(db, later(11), rules)).toEqual({ nodes: 0, overdue: [], pruned: 0 });
  await placeWaitingProjects(db, second, later(11), rules);
  expect(await listProjects(db, owner, everything)).toMatchObject([{ node_id: first.node.id }]);

  expect(await sweep(db, later(12.1), rules)).toEqual({ nodes: 1, overdue: [], pruned: 0 });
  expect(await listProjects(db, owner, everything)).toMatchObject([{ node_id: null, task_id: null }]);
  await placeWaitingProjects(db, second, later(12.1), rules);
  expect(await listProjects(db, owner, everything)).toMatchObject([
    { node_id: second.id, task_state: 'pending' },
  ]);
});

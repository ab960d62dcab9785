import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@gkg/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from './database.ts';
import { owner } from './principal.ts';
import { listProjects } from './projects.ts';
import { registerProject } from './register-project.ts';

const root = mkdtempSync(join(tmpdir(), 'gkg-projects-'));
const everything = { after: 0, limit: 100 };
let database: OpenDatabase;
beforeAll(async () => {
  database = await openDatabase(loadConfig({ GKG_DATA_DIR: root }));
});
afterAll(async () => {
  await database.close();
  rmSync(root, { recursive: true, force: true });
});

test('a directory that is registered several times at once is one project', async () => {
  const rules = { node: { onlineMs: 60_000 }, task: { retriesMax: 3 } };
  const identity = {
    address: 'file:///srv/app',
    namespaceId: 2 ** 40,
    names: ['app', 'srv/app'],
    gitaly: null,
  };
  const register = () => registerProject(database.db, identity, undefined, new Date(), rules);
  const registered = await Promise.all([register(), register(), register()]);
  expect(registered.map(({ created }) => created)).toEqual([true, false, false]);
  expect(new Set(registered.map(({ project }) => project.id)).size).toBe(1);
  const other = { ...identity, address: 'file:///srv/other', namespaceId: 2 ** 41 };
  await expect(registerProject(database.db, other, 'app', new Date(), rules)).rejects.toMatchObject({
    kind: 'invalid_request',
  });
  expect(await listProjects(database.db, owner, everything)).toHaveLength(1);
});

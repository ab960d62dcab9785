import { randomBytes } from 'node:crypto';
import { link, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readManifest } from '@gkg/graph-store';
import type { InventoryEntry, InventoryPage } from '@gkg/protocol';
import { graphDir, graphFileName, manifestFileName, requestJson, stagedDir } from '@gkg/runtime';
import { expect, test } from 'vitest';
import { serveGraph, stageGraph, startedWebserver, temporaryDataDir } from './test-webserver.ts';

async function page(url: string, query: string): Promise<InventoryPage> {
  return (await requestJson(`${url}/api/v1/graphs?${query}`, { timeoutMs: 20_000 })) as InventoryPage;
}

/** All pages of a size, put together. */
async function all(url: string, limit: number): Promise<InventoryEntry[]> {
  const found: InventoryEntry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const { graphs, next } = await page(url, `after=${after}&limit=${limit}`);
    expect(graphs.length).toBeLessThanOrEqual(limit);
    found.push(...graphs);
    after = next;
  }
  return found;
}

/** Puts a copy of a staged graph to where published ones lie. No webserver may run. */
async function layDown(dataDir: string, namespaceId: number, template: string): Promise<string> {
  const place = graphDir(dataDir, namespaceId);
  const directory = `${place}-copy.${randomBytes(4).toString('hex')}`;
  await mkdir(directory, { recursive: true });
  await link(join(template, graphFileName), join(directory, graphFileName));
  const own = {
    ...(await readManifest(template)),
    namespace_id: namespaceId,
    commit: `commit-${namespaceId}`,
  };
  await writeFile(join(directory, manifestFileName), JSON.stringify(own));
  await symlink(basename(directory), join(dirname(place), basename(place)));
  return directory;
}

test('what is served, set aside and being built is listed by namespace, each once', async () => {
  const dataDir = await temporaryDataDir();
  const template = await stageGraph(await temporaryDataDir(), 1, 'template');
  for (const id of [3, 5, 9]) await layDown(dataDir, id, template);
  const damaged = await layDown(dataDir, 7, template);
  // The file is shared with the others, so that it is replaced and not cut.
  await rm(join(damaged, graphFileName));
  await writeFile(join(damaged, graphFileName), 'cut');
  const webserver = await startedWebserver(dataDir);
  const building = stagedDir(dataDir, 4, 'job');
  await mkdir(building, { recursive: true });
  await writeFile(join(building, graphFileName), 'half of it');
  await mkdir(stagedDir(dataDir, 5, 'job'));
  const { graphs, next } = await page(webserver.url, '');
  expect(graphs.map(({ namespace_id: id, commit, state }) => [id, commit, state])).toEqual([
    [3, 'commit-3', 'served'],
    [4, null, 'indexing'],
    [5, 'commit-5', 'served'],
    [7, null, 'set_aside'],
    [9, 'commit-9', 'served'],
  ]);
  expect(next).toBeNull();
  const manifest = await readManifest(template);
  expect(graphs[0]).toMatchObject({ bytes: manifest.graph_bytes, schema_version: manifest.schema_version });
  expect(graphs[1]).toMatchObject({ bytes: 10, schema_version: null });
  expect(graphs[3]!.bytes).toBeGreaterThan(0);
  await requestJson(`${webserver.url}/api/v1/graph_db/7`, { method: 'DELETE', timeoutMs: 5000 });
  expect((await all(webserver.url, 2)).map(({ namespace_id: id }) => id)).toEqual([3, 4, 5, 9]);
});

test('pages end at their limit, go on after it, and refuse what is out of bounds', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  expect(await page(webserver.url, '')).toEqual({ graphs: [], next: null });
  for (const id of [2, 11, 30]) await serveGraph(webserver, dataDir, id, 'one');
  expect(await page(webserver.url, 'limit=2')).toMatchObject({
    graphs: [{ namespace_id: 2 }, { namespace_id: 11 }],
    next: 11,
  });
  expect(await page(webserver.url, 'limit=2&after=11')).toMatchObject({
    graphs: [{ namespace_id: 30 }],
    next: null,
  });
  expect(await page(webserver.url, 'after=30')).toEqual({ graphs: [], next: null });
  for (const query of ['limit=0', 'limit=1001', 'after=-1', 'after=x'])
    await expect(page(webserver.url, query)).rejects.toMatchObject({ kind: 'invalid_request' });
});

test('thousands of graphs come in pages, none lost and none twice', { timeout: 120_000 }, async () => {
  const dataDir = await temporaryDataDir();
  const template = await stageGraph(await temporaryDataDir(), 1, 'template');
  const ids = Array.from({ length: 2500 }, (_, index) => 1 + index * 3);
  for (const id of ids) await layDown(dataDir, id, template);
  const webserver = await startedWebserver(dataDir);
  expect((await page(webserver.url, '')).graphs).toHaveLength(1000);
  expect((await all(webserver.url, 999)).map(({ namespace_id: id }) => id)).toEqual(ids);
});

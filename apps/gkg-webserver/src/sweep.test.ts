import { cp, mkdir, readFile, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { graphDir, requestJson } from '@gkg/runtime';
import { expect, test } from 'vitest';
import { ask, serveGraph, stageGraph, startedWebserver, temporaryDataDir } from './test-webserver.ts';

const often = { GKG_LEFTOVERS_INTERVAL_MS: '100' };

test('what no link names is removed while the webserver runs, and what is served is not', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir, often);
  await serveGraph(webserver, dataDir, 1, 'one');
  const link = graphDir(dataDir, 1);
  const [version = ''] = (await readdir(dirname(link))).filter((name) => name.includes('.'));
  for (const name of ['lost.00112233', 'half.44556677']) {
    await cp(join(dirname(link), version), join(dataDir, name), { recursive: true });
    await rename(join(dataDir, name), `${link}-${name}`);
  }
  await symlink(basename(`${link}-half.44556677`), `${link}.drop-00112233`);
  await expect.poll(() => readdir(dirname(link)), { timeout: 10_000 }).toEqual(['1', version]);
  expect((await ask(webserver, 1, 'repository_stats')).meta.commit).toBe('one');
  const metrics = await (await fetch(`${webserver.url}/metrics`)).text();
  expect(metrics).toMatch(/gkg_webserver_leftovers_removed_total\{.*\} [2-9]/);
});

test('a staged graph that nobody offered is taken while the webserver runs', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir, often);
  await stageGraph(dataDir, 1, 'late');
  const commit = async () => (await ask(webserver, 1, 'repository_stats').catch(() => null))?.meta.commit;
  await expect.poll(commit, { timeout: 10_000 }).toBe('late');
});

test('a byte that changes in a graph that is served is found without a query', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir, often);
  for (const id of [1, 2]) await serveGraph(webserver, dataDir, id, 'one');
  const file = join(graphDir(dataDir, 1), 'graph.kuzu');
  const content = await readFile(file);
  content[content.length >> 1]! ^= 1;
  await writeFile(file, content);
  const list = () => requestJson(`${webserver.url}/api/v1/graph_db`, { timeoutMs: 5000 });
  const expected = { graphs: [{ namespace_id: 2 }], rebuild: [{ namespace_id: 1, reason: 'corrupt' }] };
  await expect.poll(list, { timeout: 10_000 }).toMatchObject(expected);
  await expect(ask(webserver, 1, 'repository_stats')).rejects.toMatchObject({ kind: 'graph_invalid' });
});

test('of what was set aside so many are kept, and the reason of one that is wished for stays', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir, { ...often, GKG_QUARANTINE_GRAPHS_MAX: '0' });
  await serveGraph(webserver, dataDir, 1, 'one');
  await mkdir(join(dataDir, 'quarantine', '9-gone.00112233'), { recursive: true });
  await writeFile(join(graphDir(dataDir, 1), 'graph.kuzu'), 'cut');
  const entries = async () => {
    const names = await readdir(join(dataDir, 'quarantine'), { recursive: true });
    return names.map((name) => basename(name)).sort();
  };
  await expect
    .poll(entries, { timeout: 10_000 })
    .toEqual([expect.stringMatching(/^1-one\./), 'manifest.json', 'reason.json']);
});

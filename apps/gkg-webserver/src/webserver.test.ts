import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { graphDir, requestJson } from '@gkg/runtime';
import { expect, test } from 'vitest';
import {
  ask,
  restageGraph,
  serveGraph,
  stageGraph,
  startedWebserver,
  swapIn,
  temporaryDataDir,
} from './test-webserver.ts';

test('a staged graph is swapped in, asked, described, listed and dropped', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  const described = { namespace_id: 7, project: 'project-7', commit: 'one', counts: { nodes: { File: 1 } } };
  expect(await serveGraph(webserver, dataDir, 7, 'one')).toMatchObject(described);
  const answer = await ask(webserver, 7, 'search_definitions', { name: 'function_1' });
  expect(answer).toMatchObject({ result: { total: 1 }, meta: { namespace_id: 7, commit: 'one' } });
  expect(await get(webserver.url, '/api/v1/graph_db/7')).toMatchObject(described);
  expect(await get(webserver.url, '/api/v1/graph_db')).toMatchObject({ graphs: [described] });
  await requestJson(`${webserver.url}/api/v1/graph_db/7`, { method: 'DELETE', timeoutMs: 5000 });
  await expect(ask(webserver, 7, 'repository_stats')).rejects.toMatchObject({ kind: 'unknown_namespace' });
  expect(existsSync(graphDir(dataDir, 7))).toBe(false);
});

test('a restarted webserver serves what was published, and not what is broken', async () => {
  const dataDir = await temporaryDataDir();
  const first = await startedWebserver(dataDir);
  for (const id of [1, 2, 3]) await serveGraph(first, dataDir, id, 'one');
  await first.stop();
  await writeFile(join(graphDir(dataDir, 2), 'manifest.json'), '{}');
  await writeFile(join(graphDir(dataDir, 3), 'graph.kuzu'), 'cut');
  const second = await startedWebserver(dataDir);
  expect((await ask(second, 1, 'repository_stats')).meta.commit).toBe('one');
  for (const id of [2, 3]) {
    await expect(ask(second, id, 'repository_stats')).rejects.toMatchObject({ kind: 'graph_invalid' });
    await serveGraph(second, dataDir, id, 'again');
    expect((await ask(second, id, 'repository_stats')).meta.commit).toBe('again');
  }
});

test('a staged graph that nobody offered any more is served at the start, unless it is older', async () => {
  const dataDir = await temporaryDataDir();
  await stageGraph(dataDir, 8, 'older');
  const first = await startedWebserver(dataDir);
  await serveGraph(first, dataDir, 7, 'one');
  await first.stop();
  await stageGraph(dataDir, 7, 'two');
  const template = await stageGraph(await temporaryDataDir(), 8, 'template');
  const older = { finished_at: new Date(0).toISOString() };
  await restageGraph(dataDir, 8, 'oldest', template, older);
  const corrupt = await stageGraph(dataDir, 9, 'corrupt');
  await writeFile(join(corrupt, 'graph.kuzu'), 'corrupt');
  await mkdir(join(dataDir, 'staged', '7-building'));
  const second = await startedWebserver(dataDir);
  expect((await ask(second, 7, 'repository_stats')).meta.commit).toBe('two');
  expect((await ask(second, 8, 'repository_stats')).meta.commit).toBe('older');
  expect(await readdir(join(dataDir, 'staged'))).toEqual(['7-building']);
});

test('errors are clear: namespace, tool, arguments, body, route', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  await serveGraph(webserver, dataDir, 7, 'one');
  await expect(ask(webserver, 8, 'repository_stats')).rejects.toMatchObject({ kind: 'unknown_namespace' });
  await expect(ask(webserver, 7, 'no_such_tool')).rejects.toMatchObject({
    kind: 'unknown_tool',
    message: expect.stringContaining('search_definitions'),
  });
  await expect(
    ask(webserver, 7, 'callers', { definition: 'function_1', depth: 'deep' }),
  ).rejects.toMatchObject({
    kind: 'invalid_arguments',
    message: expect.stringContaining('depth'),
  });
  await expect(ask(webserver, -1, 'callers')).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('namespace_id'),
  });
  await expect(get(webserver.url, '/api/v1/nothing')).rejects.toMatchObject({ kind: 'not_found' });
  await expect(get(webserver.url, '/api/v1/graph_db/none')).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});

test('limits of body and answer are told by kind', async () => {
  const dataDir = await temporaryDataDir();
  const limits = { GKG_BODY_BYTES_MAX: '2048', GKG_ANSWER_BYTES_MAX: '1024', GKG_ANSWER_ROWS_MAX: '100' };
  const webserver = await startedWebserver(dataDir, limits);
  await serveGraph(webserver, dataDir, 7, 'one', 300);
  const tooLarge = { kind: 'too_large' };
  await expect(ask(webserver, 7, 'callers', { definition: 'x'.repeat(3000) })).rejects.toMatchObject(
    tooLarge,
  );
  await expect(ask(webserver, 7, 'repository_stats')).resolves.toMatchObject({ meta: { commit: 'one' } });
  await expect(ask(webserver, 7, 'search_definitions', { name: 'function' })).rejects.toMatchObject(tooLarge);
});

test('only a directory of staged/ is swapped in', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  const elsewhere = await temporaryDataDir();
  const foreign = await stageGraph(elsewhere, 7, 'foreign');
  await mkdir(join(dataDir, 'staged'));
  await symlink(foreign, join(dataDir, 'staged', '7-link'));
  const paths = [
    foreign,
    '/etc',
    'staged/7-x',
    join(dataDir, 'staged'),
    join(dataDir, 'staged', '..', 'graphs'),
  ];
  for (const path of [...paths, join(dataDir, 'staged', '7-link'), join(dataDir, 'staged', '7-missing')]) {
    await expect(swapIn(webserver, 7, path)).rejects.toMatchObject({ kind: 'invalid_request' });
  }
  expect(await readdir(foreign)).toEqual(['graph.kuzu', 'manifest.json']);
});

test('a staged graph that is corrupt or of another namespace leaves the old one served', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  await serveGraph(webserver, dataDir, 7, 'one');
  const corrupt = await stageGraph(dataDir, 7, 'two');
  await writeFile(join(corrupt, 'graph.kuzu'), 'corrupt');
  await expect(swapIn(webserver, 7, corrupt)).rejects.toMatchObject({ kind: 'graph_invalid' });
  const other = await stageGraph(dataDir, 9, 'three');
  await expect(swapIn(webserver, 7, other)).rejects.toMatchObject({ kind: 'graph_invalid' });
  expect((await ask(webserver, 7, 'repository_stats')).meta.commit).toBe('one');
});

test('web pages from elsewhere are refused', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  const origin = (value: string) =>
    requestJson(`${webserver.url}/api/v1/graph_db`, { headers: { origin: value }, timeoutMs: 5000 });
  await expect(origin('http://attacker.example:3334')).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(origin('null')).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(origin('http://localhost:5173')).resolves.toEqual({ graphs: [], rebuild: [] });
});

test('metrics tell tool calls by outcome, graphs, processes and swaps', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  await serveGraph(webserver, dataDir, 7, 'one');
  await ask(webserver, 7, 'repository_stats');
  await ask(webserver, 7, 'made_up_name').catch(() => undefined);
  const text = await (await fetch(`${webserver.url}/metrics`)).text();
  for (const line of [
    /gkg_webserver_tool_calls_total\{.*tool="repository_stats",outcome="ok".*\} 1/,
    /gkg_webserver_tool_calls_total\{.*tool="unknown",outcome="unknown_tool".*\} 1/,
    /gkg_webserver_swap_seconds_count\{.*outcome="ok".*\} 1/,
    /gkg_webserver_graphs_served\{.*\} 1/,
    /gkg_webserver_graphs_open\{.*\} 1/,
    /gkg_webserver_graph_process_restarts_total\{.*\} 0/,
  ]) {
    expect(text).toMatch(line);
  }
});

async function get(url: string, path: string): Promise<unknown> {
  return requestJson(`${url}${path}`, { timeoutMs: 5000 });
}

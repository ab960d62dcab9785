import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { graphDir } from '@gkg/runtime';
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

const misbehaving = new URL('misbehaving.test-process.ts', import.meta.url);

test('fifty swaps under a stream of queries: none fails, every answer is of one version', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  const swaps = 50;
  const elsewhere = await temporaryDataDir();
  const templates = await Promise.all(
    [0, 1, 2].map((version) => stageGraph(elsewhere, 7, `${version}`, functionsOf(version))),
  );
  const swapTo = async (version: number) => {
    const template = templates[version % templates.length] ?? '';
    await swapIn(webserver, 7, await restageGraph(dataDir, 7, `${version}`, template));
  };
  await swapTo(0);
  let swapping = true;
  const commits = new Set<string>();
  const client = async () => {
    let answers = 0;
    for (; swapping; answers += 1) {
      const { result, meta } = await ask(webserver, 7, 'callees', { definition: 'function_0', limit: 100 });
      commits.add(meta.commit);
      expect(result.total).toBe(functionsOf(Number(meta.commit)));
      expect(result.rows).toHaveLength(result.total);
    }
    return answers;
  };
  const clients = [client(), client(), client(), client()];
  for (let index = 1; index <= swaps; index += 1) {
    await swapTo(index);
    expect((await ask(webserver, 7, 'repository_stats')).meta.commit).toBe(String(index));
  }
  swapping = false;
  for (const answers of await Promise.all(clients)) expect(answers).toBeGreaterThan(swaps);
  expect(commits.size).toBeGreaterThan(swaps / 2);
}, 60_000);

test('swaps of one graph asked for at once happen one after the other', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  const staged = await Promise.all(['a', 'b', 'c'].map((job) => stageGraph(dataDir, 7, job)));
  await Promise.all(staged.map((file) => swapIn(webserver, 7, file)));
  expect((await ask(webserver, 7, 'repository_stats')).meta.commit).toBe('c');
});

test('killed graph processes cost no query', async () => {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  for (const id of [1, 2, 3]) await serveGraph(webserver, dataDir, id, 'one');
  for (let round = 0; round < 5; round += 1) {
    const answers = Promise.all(
      Array.from({ length: 45 }, (_, index) => ask(webserver, (index % 3) + 1, 'repository_stats')),
    );
    for (const pid of graphProcesses()) process.kill(pid, 'SIGKILL');
    for (const { meta } of await answers) expect(meta.commit).toBe('one');
  }
  expect(await metric(webserver.url, 'gkg_webserver_graph_process_restarts')).toBeGreaterThan(4);
});

test('a graph file that rots while it is served fails alone, and a new one heals it', async () => {
  const dataDir = await temporaryDataDir();
  const first = await startedWebserver(dataDir, { GKG_GRAPH_PROCESSES: '1' });
  for (const id of [1, 2]) await serveGraph(first, dataDir, id, 'one', 500);
  await first.stop();
  const file = join(graphDir(dataDir, 1), 'graph.kuzu');
  await writeFile(file, (await readFile(file)).fill(0xa5, 4096));
  const webserver = await startedWebserver(dataDir, { GKG_GRAPH_PROCESSES: '1' });
  await expect(ask(webserver, 1, 'repository_stats')).rejects.toMatchObject({
    kind: expect.stringMatching(/graph_invalid|engine_failed/),
  });
  expect((await ask(webserver, 2, 'repository_stats')).meta.commit).toBe('one');
  await serveGraph(webserver, dataDir, 1, 'two');
  expect((await ask(webserver, 1, 'repository_stats')).meta.commit).toBe('two');
});

test('too many calls are refused at once, with the time to come back', async () => {
  const dataDir = await temporaryDataDir();
  const settings = { GKG_QUERY_QUEUE_MAX: '2', GKG_GRAPH_PROCESSES: '1', GKG_QUERY_TIMEOUT_MS: '1500' };
  const webserver = await startedWebserver(dataDir, settings, misbehaving);
  await serveGraph(webserver, dataDir, 7, 'one');
  const startedAt = performance.now();
  const responses = await Promise.all(Array.from({ length: 40 }, () => post(webserver.url, 'sleep')));
  const refused = responses.filter((response) => response.status === 503);
  expect(refused).toHaveLength(40 - 16 - 2);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(await refused[0]?.json()).toMatchObject({ code: 'overloaded' });
  expect(responses.filter((response) => response.status === 504)).toHaveLength(18);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

async function post(url: string, tool: string): Promise<Response> {
  return fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ namespace_id: 7, tool, arguments: {} }),
  });
}

function functionsOf(version: number): number {
  return 10 + (version % 3);
}

/** The children of this process that hold graphs. */
function graphProcesses(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().split('\n');
  return lines
    .filter((line) => line.includes('gkg-webserver/src/graph-process.ts'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent]) => Number(parent) === process.pid)
    .map(([pid]) => Number(pid));
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{.*\\} (\\d+)`, 'm').exec(text)?.[1]);
}

import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
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
  expect(await metric(webserver.url, 'gkg_webserver_graph_process_restarts_total')).toBeGreaterThan(4);
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
  const list = () => requestJson(`${webserver.url}/api/v1/graph_db`, { timeoutMs: 5000 });
  const rebuild = [{ namespace_id: 1, project_id: 1, reason: 'corrupt' }];
  await expect.poll(list, { timeout: 10_000 }).toMatchObject({ graphs: [{ namespace_id: 2 }], rebuild });
  await expect(ask(webserver, 1, 'repository_stats')).rejects.toMatchObject({ kind: 'graph_invalid' });
  expect(await metric(webserver.url, 'gkg_webserver_graphs_invalid')).toBe(1);
  await serveGraph(webserver, dataDir, 1, 'two');
  expect((await ask(webserver, 1, 'repository_stats')).meta.commit).toBe('two');
});

test('too many calls are refused at once, with the time to come back, and health stays green', async () => {
  const dataDir = await temporaryDataDir();
  const settings = {
    GKG_QUERY_QUEUE_MAX: '2',
    GKG_GRAPH_PROCESSES: '1',
    GKG_QUERY_TIMEOUT_MS: '1500',
    GKG_NAMESPACE_CALLS_MAX: '8',
  };
  const webserver = await startedWebserver(dataDir, settings, misbehaving);
  await serveGraph(webserver, dataDir, 7, 'one');
  const flood = Array.from({ length: 40 }, () => timed(() => post(webserver.url, 'sleep')));
  const refused: number[] = [];
  const statuses = await Promise.all(
    flood.map(async (call) => {
      const { result, ms } = await call;
      if (result.status !== 503) return result.status;
      expect(result.headers.get('retry-after')).toBe('1');
      expect(await result.json()).toMatchObject({ code: 'overloaded' });
      refused.push(ms);
      const health = await timed(() => fetch(`${webserver.url}/health/ready`));
      expect(health.result.status).toBe(200);
      return result.status;
    }),
  );
  expect(statuses.filter((status) => status === 504)).toHaveLength(8 + 2);
  expect(refused).toHaveLength(40 - 8 - 2);
  // Far less than the calls that are worked on take.
  expect(median(refused)).toBeLessThan(500);
  expect(await metric(webserver.url, 'gkg_webserver_calls_refused_total', 'limit="waiting"')).toBe(30);
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

async function metric(url: string, name: string, labels = ''): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{.*${labels}.*\\} (\\d+)`, 'm').exec(text)?.[1]);
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, ms: performance.now() - startedAt };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

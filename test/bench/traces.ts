/**
 * `npm run bench:traces`: what traces cost. Nodes (indexer, webserver and proxy, as processes of their own) run one
 * after the other, in turn without traces, with all of them, and with one of a hundred; each is asked by one client
 * through the proxy and then indexes the corpus anew a few times. The receiver takes what comes and reads none of
 * it. Shown are medians of all rounds and their ratios to the nodes without traces of the same run: of the time, and of
 * the processor time of all processes of the node, which says more where the machine has other work.
 *
 *   --rounds n      5 by default
 *   --corpus name   of test/bench/corpora.ts; django by default
 *   --before path   another checkout, with its dependencies, that is measured in turn with the others
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureSecret, requestJson, signedHeaders } from '@gkg/runtime';
import { nodeSettings } from '../e2e/gkg-process.ts';
import { root } from '../source-files.ts';
import { corpora } from './corpora.ts';
import { corpusDirectory } from './corpus-files.ts';
import { runLoad } from './serve/run-load.ts';
import { processorSecondsOf } from './process-tree.ts';
import { startService } from './service-process.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    corpus: { type: 'string', default: 'django' },
    before: { type: 'string' },
  },
});

interface Way {
  readonly name: string;
  readonly checkout: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface Figures {
  readonly queryMs: number[];
  readonly queryCpuMs: number[];
  readonly indexSeconds: number[];
  readonly indexCpuSeconds: number[];
}

const namespaceId = 7;
const indexings = 2;
const queries = 2000;
const warmUpCalls = 300;

const receiver = createServer((request, response) => {
  request.resume().once('end', () => response.end('{}'));
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
const ways: Way[] = [
  ...(values.before === undefined ? [] : [{ name: 'before', checkout: values.before, settings: {} }]),
  { name: 'off', checkout: root, settings: {} },
  { name: 'all', checkout: root, settings: { GKG_TRACES_URL: url } },
  { name: 'one in 100', checkout: root, settings: { GKG_TRACES_URL: url, GKG_TRACES_RATIO: '0.01' } },
];
const corpus = corpora.find(({ name }) => name === values.corpus);
if (corpus === undefined) throw new Error(`There is no corpus ${values.corpus}`);
const source = await corpusDirectory(corpus);
const figures = new Map<string, Figures>(
  ways.map(({ name }) => [name, { queryMs: [], queryCpuMs: [], indexSeconds: [], indexCpuSeconds: [] }]),
);
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const way of ways) await measure(way, figures.get(way.name)!);
  show();
}
receiver.close();

async function measure({ checkout, settings }: Way, into: Figures): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gkg-traces-'));
  // Nothing is kept from one indexing for the next: each does all of the work.
  const own = { GKG_LOG_LEVEL: 'error', GKG_WARM_JOBS_MAX: '0', GKG_CACHE_BYTES_MAX: '0', ...settings };
  const env = { ...(await nodeSettings(dataDir)), GKG_ANONYMOUS_CALLS_PER_MINUTE: '0', ...own };
  const secret = await ensureSecret(join(dataDir, 'secret'));
  const start = (app: 'gkg-indexer' | 'gkg-webserver' | 'gkg-proxy') => startService(app, env, checkout);
  const [indexer, webserver, proxy] = [
    await start('gkg-indexer'),
    await start('gkg-webserver'),
    await start('gkg-proxy'),
  ];
  try {
    const body = { namespace_id: namespaceId, project_id: 1, repo_dir: source, wait: true, force: true };
    const indexerBefore = processorSecondsOf(indexer.pid);
    for (let times = 0; times < indexings; times += 1) {
      const startedAt = performance.now();
      await requestJson(`${indexer.url}/api/v1/index`, { body, timeoutMs: 600_000 });
      into.indexSeconds.push((performance.now() - startedAt) / 1000);
    }
    const names = ['save', 'get', 'filter', 'as_view', 'render', 'clean', 'resolve', 'request'];
    const serving = () => processorSecondsOf(webserver.pid) + processorSecondsOf(proxy.pid);
    const servingBefore = serving();
    const { times } = await runLoad({
      origin: proxy.url,
      path: '/kg/api/v1/query',
      headers: await signedHeaders('rails_to_node', secret),
      bodies: Array.from({ length: queries }, (_, index) => bodyOf(names[index % names.length]!)),
      shape: { kind: 'once' },
      warmUpCalls,
    });
    into.queryMs.push(times.p50);
    into.queryCpuMs.push((1000 * (serving() - servingBefore)) / (queries + warmUpCalls));
    // The processes of jobs have ended by now.
    into.indexCpuSeconds.push((processorSecondsOf(indexer.pid) - indexerBefore) / indexings);
  } finally {
    await Promise.all([indexer, webserver, proxy].map((service) => service.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function bodyOf(name: string): string {
  return JSON.stringify({ namespace_id: namespaceId, tool: 'search_definitions', arguments: { name } });
}

function show(): void {
  const off = figures.get('off')!;
  const shown = (of: Figures, key: keyof Figures, unit: string) =>
    `${median(of[key]).toFixed(2)} ${unit} (x ${(median(of[key]) / median(off[key])).toFixed(2)})`;
  for (const [name, own] of figures) {
    const query = `query ${shown(own, 'queryMs', 'ms')}, ${shown(own, 'queryCpuMs', 'cpu-ms')}`;
    const index = `index ${shown(own, 'indexSeconds', 's')}, ${shown(own, 'indexCpuSeconds', 'cpu-s')}`;
    process.stdout.write(`${name}: ${query}; ${index}\n`);
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

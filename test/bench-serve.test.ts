import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { distributionOf } from './bench/serve/distribution.ts';
import { serveDocument } from './bench/serve/document.ts';
import { serveGoals } from './bench/serve/goals.ts';
import { readServeResults, type ServeResults } from './bench/serve/results.ts';
import { runLoad } from './bench/serve/run-load.ts';
import { root } from './source-files.ts';

const stallMs = 300;

test('times are told by their rank', () => {
  const times = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(distributionOf(times)).toEqual({ calls: 200, p50: 100, p95: 190, p99: 198, max: 200 });
  expect(distributionOf([])).toEqual({ calls: 0, p50: 0, p95: 0, p99: 0, max: 0 });
});

test('at a rate, what a stall holds up counts with it; failures are told by status', async () => {
  const server = await stallingServer();
  const at = { origin: server, path: '/', headers: {}, bodies: ['{}'], warmUpCalls: 0 };
  const rate = { kind: 'rate', perSecond: 100, seconds: 1 } as const;
  const { times, failures } = await runLoad({ ...at, shape: rate });
  expect(times.calls).toBe(100);
  // A client that waits would have seen one slow answer of its own; here all that were due in it are slow.
  expect(times.p95).toBeGreaterThan(stallMs / 3);
  expect(failures).toEqual({ 503: 1 });
  const clients = { kind: 'clients', clients: 3, seconds: 0.3 } as const;
  expect((await runLoad({ ...at, shape: clients })).times.calls).toBeGreaterThan(3);
});

test('a goal that is missed is shown as such', async () => {
  const results = sampleResults();
  expect(serveGoals(results).filter(({ isMet }) => !isMet)).toEqual([]);
  const slow = distributionOf([40]);
  const missed = { ...results, openings: { small: slow, large: slow } };
  expect(serveGoals(missed).filter(({ isMet }) => !isMet)).toHaveLength(2);
  expect(await serveDocument(missed)).toMatch(
    /cold open of the large graph, p50 +\| ≤ 25 ms +\| 40\.00 ms +\| no/,
  );
});

test.runIf(readServeResults() !== null)('the document says what was measured last', async () => {
  const path = join(root, 'docs/benchmarks-serve.md');
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(await serveDocument(readServeResults()!));
});

/** Answers at once, but stands still in the middle of the first second, and refuses once. */
async function stallingServer(): Promise<string> {
  let answers = 0;
  const server = createServer((_request, response) => {
    answers += 1;
    if (answers === 30) for (const end = performance.now() + stallMs; performance.now() < end;);
    response.writeHead(answers === 10 ? 503 : 200).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function sampleResults(): ServeResults {
  const times = distributionOf([1, 2, 2.5]);
  const report = { times, perSecond: 200, failures: {} };
  const reports = [report, report, report];
  const machine = { cores: 2, memoryBytes: 2 ** 34, processor: 'x', system: 'y', node: '24.0.0', load: 0 };
  const rounds = [1, 1.05].map((growth) => ({ residentBytes: growth * 1e9, report }));
  return {
    date: '2026-01-01',
    machine,
    graph: { source: 'sample 1.0', definitions: 100_000, bytes: 8e7 },
    keyLookUp: times,
    tools: [{ name: 'callers', engine: times, cold: times, again: times, direct: reports, proxy: reports }],
    rate: { perSecond: 200, seconds: 30, direct: report, proxy: report, everything: report },
    openings: { small: times, large: times },
    manyGraphs: {
      open: 1000,
      graphBytes: 2e6,
      bytesEach: 5e6,
      cycle: { graphs: 2000, openMax: 200, rounds },
    },
  };
}

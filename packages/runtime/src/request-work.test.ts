import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GkgError, type ErrorKind } from '@gkg/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpServer, listen } from './http-server.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { noteFacts } from './work-context.ts';

let server: ReturnType<typeof createHttpServer>;
let log: PassThrough;
let base: string;
let reached: PromiseWithResolvers<void>;

beforeEach(async () => {
  log = new PassThrough();
  reached = Promise.withResolvers();
  const logger = createLogger('gkg-test', { level: 'info', destination: log });
  const metrics = createMetrics('gkg-test');
  server = createHttpServer({ service: 'gkg-test', logger, metrics, bodyBytesMax: 1024, ready: () => true });
  server.post('/work', async (request) => {
    await Promise.resolve();
    noteFacts({ count: (request.body as { count: number }).count });
    logger.info('in its course');
    return {};
  });
  server.post('/slow', () => {
    reached.resolve();
    return new Promise(() => undefined);
  });
  server.post<{ Params: { kind: ErrorKind } }>('/failing/:kind', ({ params }) =>
    Promise.reject(new GkgError(params.kind, 'A sentence.')),
  );
  server.post('/poll', { config: { isRoutine: true } }, () => ({}));
  base = await listen(server, '127.0.0.1', 0);
});
afterEach(() => server.close());

/** What was logged until now; the server has ended. */
async function logged(): Promise<object[]> {
  await server.close();
  log.end();
  const lines = (await text(log)).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as object);
}

test('one line tells how a request ended, and every line in its course has its correlation id', async () => {
  const headers = { 'content-type': 'application/json', 'x-request-id': 'id-1' };
  await fetch(`${base}/work`, { method: 'POST', headers, body: '{"count": 3}' });
  const answered = { msg: 'request answered', method: 'POST', route: '/work', status: 200, outcome: 'ok' };
  expect(await logged()).toMatchObject([
    { level: 'info', correlation_id: 'id-1', msg: 'in its course' },
    { level: 'info', correlation_id: 'id-1', ...answered, elapsed_ms: expect.any(Number), count: 3 },
  ]);
});

test('requests at the same time do not get each other’s id', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `id-${index}`);
  await Promise.all(
    ids.map((id, count) =>
      fetch(`${base}/work`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': id },
        body: JSON.stringify({ count }),
      }),
    ),
  );
  const answered = (await logged()).filter((line) => 'count' in line);
  expect(answered).toHaveLength(50);
  for (const line of answered) expect(line).toMatchObject({ correlation_id: `id-${String(line.count)}` });
});

test('what only reads, probes and what comes all the time is for debugging', async () => {
  for (const path of ['/health/ready', '/health/live', '/metrics']) await fetch(`${base}${path}`);
  await fetch(`${base}/poll`, { method: 'POST' });
  expect(await logged()).toEqual([]);
});

test('a client that goes away before its answer is told apart from one that was answered', async () => {
  const leaving = new AbortController();
  const asking = fetch(`${base}/slow`, { method: 'POST', signal: leaving.signal });
  await reached.promise;
  leaving.abort();
  await expect(asking).rejects.toThrow();
  const [chunk] = (await once(log, 'data')) as [Buffer];
  expect(JSON.parse(chunk.toString())).toMatchObject({ route: '/slow', outcome: 'client_gone' });
});

test.each([
  ['upstream_unavailable', 'warn', { reason: 'A sentence.' }],
  ['engine_failed', 'error', { error: { message: 'A sentence.' } }],
  ['invalid_arguments', 'info', {}],
] as const)('a request that ends with %s is told at %s', async (kind, level, more) => {
  await fetch(`${base}/failing/${kind}`, { method: 'POST' });
  const [line] = await logged();
  expect(line).toMatchObject({ level, outcome: kind, ...more });
  // What was wrong with a request may repeat what stood in it.
  expect(JSON.stringify(line).includes('A sentence.')).toBe(level !== 'info');
});

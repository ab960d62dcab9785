import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GkgError } from '@gkg/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttpServer, listen, parseBody } from './http-server.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

let server: ReturnType<typeof createHttpServer>;
let log: PassThrough;
let base = '';
let ready = true;

beforeEach(async () => {
  ready = true;
  log = new PassThrough();
  server = createHttpServer({
    service: 'gkg-test',
    logger: createLogger('gkg-test', { level: 'info', destination: log }),
    metrics: createMetrics('gkg-test'),
    bodyBytesMax: 1024,
    ready: () => ready || ['its neighbour'],
  });
  server.post('/echo', (request) => request.body);
  server.get('/named/:name', (request) => request.params);
  server.get('/full', () => {
    throw new GkgError('queue_full', 'Full.', { detail: { retry_after_seconds: 7 } });
  });
  server.get('/defect', () => {
    throw new TypeError('a secret detail');
  });
  base = await listen(server, '127.0.0.1', 0);
});
afterEach(() => server.close());

const post = (body: string, type = 'application/json') =>
  fetch(`${base}/echo`, { method: 'POST', body, headers: { 'content-type': type } });

test('readiness follows the service, liveness does not', async () => {
  expect((await fetch(`${base}/health/ready`)).status).toBe(200);
  ready = false;
  const answer = await fetch(`${base}/health/ready`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toMatchObject({ code: 'not_ready', detail: { lacks: ['its neighbour'] } });
  expect((await fetch(`${base}/health/live`)).status).toBe(200);
});

test('an error has the status of its kind and says when to come back', async () => {
  const answer = await fetch(`${base}/full`);
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(await answer.json()).toEqual({
    error: 'Full.',
    code: 'queue_full',
    detail: { retry_after_seconds: 7 },
  });
});

test('a defect is told to the log with its cause, not to the caller', async () => {
  const answer = await fetch(`${base}/defect`, { headers: { 'x-request-id': 'abc-1' } });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
  log.end();
  const line = JSON.parse(await text(log));
  expect(line).toMatchObject({ level: 'error', service: 'gkg-test', correlation_id: 'abc-1' });
  expect(JSON.stringify(line.error)).toContain('a secret detail');
});

test('an unknown route, malformed JSON, a foreign type and a large body have our error form', async () => {
  const cases = [
    [await fetch(`${base}/nowhere?x=1`), 404, 'not_found'],
    [await post('{'), 400, 'invalid_request'],
    [await post('x', 'text/csv'), 400, 'invalid_request'],
    [await post(JSON.stringify('x'.repeat(2000))), 413, 'too_large'],
  ] as const;
  for (const [answer, status, code] of cases) {
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code, error: expect.any(String) });
  }
});

test('a correlation id is kept when harmless, and made when absent or not', async () => {
  const idOf = async (headers: Record<string, string>) =>
    (await fetch(`${base}/health/live`, { headers })).headers.get('x-request-id');
  expect(await idOf({ 'x-request-id': 'trace:1' })).toBe('trace:1');
  expect(await idOf({ 'x-gitlab-correlation-id': '01J' })).toBe('01J');
  expect(await idOf({ 'x-request-id': 'a b"c' })).toMatch(/^[0-9a-f-]{36}$/);
  expect(await idOf({})).toMatch(/^[0-9a-f-]{36}$/);
});

test('requests are measured by the pattern of their route', async () => {
  await fetch(`${base}/full`);
  await fetch(`${base}/random-${Date.now()}`);
  const metrics = await (await fetch(`${base}/metrics`)).text();
  expect(metrics).toContain(
    'gkg_http_request_seconds_count{service="gkg-test",method="GET",route="/full"} 1',
  );
  expect(metrics).toContain(
    'gkg_http_requests_total{method="GET",route="/full",status="4xx",service="gkg-test"} 1',
  );
  expect(metrics).toContain(
    'gkg_http_requests_total{method="GET",route="/full",status="2xx",service="gkg-test"} 0',
  );
  expect(metrics).toContain('method="any",route="unknown",status="4xx",service="gkg-test"} 1');
  expect(metrics).not.toContain('random-');
});

test('a taken port is said with the address and the setting that moves it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const second = createHttpServer({
    service: 'gkg-second',
    logger: createLogger('gkg-second', { level: 'silent' }),
    metrics: createMetrics('gkg-second'),
    bodyBytesMax: 1024,
    ready: () => true,
  });
  const refused = listen(second, '127.0.0.1', port, 'GKG_TEST_PORT');
  await expect(refused).rejects.toMatchObject({
    kind: 'port_in_use',
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*GKG_TEST_PORT`)),
  });
  other.close();
});

test('a body that does not fit names every field and what is allowed', () => {
  const schema = z.object({ id: z.number(), mode: z.enum(['fast', 'full']) });
  expect(parseBody(schema, { id: 1, mode: 'fast' })).toEqual({ id: 1, mode: 'fast' });
  const refusal = () => parseBody(schema, { id: 'x', mode: 'slow' });
  expect(refusal).toThrow(/^id: .*number.*; mode: .*"fast"\|"full"/);
  expect(refusal).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
  expect(() => parseBody(schema, undefined)).toThrow(/^body: /);
});

test('web pages from elsewhere are refused before anything is done for them', async () => {
  const from = (origin: string) => fetch(`${base}/health/live`, { headers: { origin } });
  expect(await (await from('http://attacker.example:3333')).json()).toMatchObject({ code: 'forbidden' });
  expect((await from('null')).status).toBe(403);
  expect((await from('http://localhost:5173')).status).toBe(200);
});

test('a long name is a parameter, and a path that cannot be read is refused in our form', async () => {
  const name = 'n'.repeat(4000);
  expect(await (await fetch(`${base}/named/${name}`)).json()).toEqual({ name });
  expect(await (await fetch(`${base}/named/%zz`)).json()).toMatchObject({ code: 'invalid_request' });
});

test('a client has a limited time to send its request', () => {
  expect(server.server.requestTimeout).toBeGreaterThan(0);
});

test('a client that has connected and asked nothing does not hold up the stop', async () => {
  const client = connect(Number(new URL(base).port), '127.0.0.1');
  const closed = new Promise<string>((resolve) => client.once('close', () => resolve('closed')));
  client.on('error', () => undefined);
  await new Promise((resolve) => server.server.once('connection', resolve));
  await server.close();
  expect(await closed).toBe('closed');
});

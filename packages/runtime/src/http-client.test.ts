import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { requestJson } from './http-client.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer = (status: number, body: string) =>
  serve((_request, response) => response.writeHead(status).end(body));

test('a body is sent as JSON and the answer is read as JSON', async () => {
  const url = await serve((request, response) => {
    const facts = {
      method: request.method,
      type: request.headers['content-type'],
      own: request.headers['x-own'],
    };
    request.on('data', (chunk) => response.end(JSON.stringify({ ...facts, body: String(chunk) })));
  });
  const headers = { 'x-own': '1' };
  expect(await requestJson(url, { body: { a: 1 }, headers, timeoutMs: 5000 })).toEqual({
    method: 'POST',
    type: 'application/json',
    own: '1',
    body: '{"a":1}',
  });
});

test('an empty answer is undefined', async () => {
  expect(await requestJson(await answer(204, ''), { timeoutMs: 5000 })).toBeUndefined();
});

test('an error body of ours comes back as the same error', async () => {
  const body = JSON.stringify({ error: 'Full.', code: 'queue_full', detail: { retry_after_seconds: 3 } });
  await expect(requestJson(await answer(429, body), { timeoutMs: 5000 })).rejects.toMatchObject({
    kind: 'queue_full',
    message: 'Full.',
    detail: { retry_after_seconds: 3 },
  });
});

test.for([
  [401, '{"message":"401"}', 'unauthorized'],
  [502, '<html>bad gateway</html>', 'upstream_unavailable'],
  [500, '{"code":"constructor"}', 'upstream_unavailable'],
  [200, '<html>login</html>', 'upstream_unavailable'],
] as const)('status %i with a foreign body becomes %s', async ([status, body, kind]) => {
  await expect(requestJson(await answer(status, body), { timeoutMs: 5000 })).rejects.toMatchObject({ kind });
});

test('nobody listening, and a connection that breaks, are upstream_unavailable', async () => {
  const url = await serve((request) => request.socket.destroy());
  await expect(requestJson(url, { timeoutMs: 5000 })).rejects.toMatchObject({ kind: 'upstream_unavailable' });
  await new Promise((resolve) => server!.close(resolve));
  await expect(requestJson(url, { timeoutMs: 5000 })).rejects.toMatchObject({
    kind: 'upstream_unavailable',
    message: `${url} cannot be reached.`,
  });
});

test('silence ends in a timeout, and an abort in the reason of the abort', async () => {
  const url = await serve(() => undefined);
  await expect(requestJson(url, { timeoutMs: 30 })).rejects.toMatchObject({ kind: 'timeout' });
  const caller = new AbortController();
  server!.once('request', () => caller.abort(new Error('enough')));
  await expect(requestJson(url, { timeoutMs: 5000 }, caller.signal)).rejects.toThrow('enough');
});

test('an answer beyond the bound is refused while it is read', async () => {
  const url = await answer(200, JSON.stringify('x'.repeat(5000)));
  await expect(requestJson(url, { timeoutMs: 5000, answerBytesMax: 1000 })).rejects.toMatchObject({
    kind: 'too_large',
  });
});

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { agentHeader, userHeader } from '@gkg/protocol';
import {
  createHttpServer,
  createLogger,
  createMetrics,
  createTokenCheck,
  signRequestToken,
  signedHeaders,
} from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createForwarder, type Forwarder } from './forward.ts';
import { addForwardRoutes } from './forward-routes.ts';

const secret = randomBytes(32).toString('base64');
const earlierSecret = randomBytes(32).toString('base64');
const bodyBytesMax = 1000;
const prefixes = ['/indexer', '/nodes/*/webserver'];

let webserver: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let forwarders: Forwarder[];
let server: FastifyInstance;
let url: string;

beforeEach(async () => {
  answer = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":1}');
  webserver = createServer((request, response) => answer(request, response));
  webserver.listen(0, '127.0.0.1');
  await once(webserver, 'listening');
  await startProxyTo(`http://127.0.0.1:${(webserver.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await Promise.all(forwarders.map((forwarder) => forwarder.close()));
  await server.close();
  webserver.closeAllConnections();
  webserver.close();
});

async function startProxyTo(target: string, passesToken = false): Promise<void> {
  const logger = createLogger('test', { level: 'silent' });
  server = createHttpServer({
    service: 'test',
    logger,
    metrics: createMetrics('test'),
    bodyBytesMax,
    ready: () => true,
  });
  const options = {
    target,
    connectionsMax: 4,
    waitingMax: 1,
    bodyBytesMax,
    passesToken,
    answerTimeoutMs: 300,
  };
  forwarders = [createForwarder(options), createForwarder(options)];
  addForwardRoutes(server, { checkToken, queries: forwarders[0]!, sessions: forwarders[1]!, prefixes });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
}

const sharedSecret = {
  current: () => Promise.resolve(secret),
  accepted: () => Promise.resolve([secret, earlierSecret]),
};
const checkToken = createTokenCheck(sharedSecret, { tokenLeewayMs: 60_000, tokenExpiry: 'required' });

const bearer = async () => ({
  'gitlab-zoekt-api-request': `Bearer ${await signRequestToken('rails_to_node', secret)}`,
});

async function post(path: string, headers: Record<string, string>, body = '{}') {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe('a token', () => {
  // Which tokens are good is proved where they are verified; here, that nothing gets around that.
  test.each([
    ['in its own header', 'gitlab-zoekt-api-request', secret, 200],
    ['in Authorization', 'authorization', secret, 200],
    ['of the secret before', 'gitlab-zoekt-api-request', earlierSecret, 200],
    ['of another secret', 'gitlab-zoekt-api-request', 'another', 401],
    ['of another secret in Authorization', 'authorization', 'another', 401],
  ])('%s is %s', async (_what, header, key, status) => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.end('{}');
    };
    for (const path of ['/kg/api/v1/query', '/kg/mcp']) {
      const given = await post(path, { [header]: `Bearer ${await signRequestToken('rails_to_node', key)}` });
      expect(given.status).toBe(status);
      expect(given.body).toContain(status === 200 ? '{}' : '"code":"unauthorized"');
    }
    expect(asked).toBe(status === 200 ? 2 : 0);
  });

  test('says who asks, and what stands in it counts more than a header beside it', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push([request.url, request.headers[userHeader], request.headers[agentHeader]]);
      response.end('{}');
    };
    const named = await signedHeaders('rails_to_node', secret, { user_id: 42, agent: 'duo' });
    const headers = { [userHeader]: 'ada', [agentHeader]: 'editor' };
    await post('/kg/api/v1/query', { ...named, ...headers });
    await post('/kg/api/v1/graph_db/7/warm', { ...(await bearer()), ...headers });
    await post('/kg/mcp', await bearer());
    expect(seen).toEqual([
      ['/api/v1/query', '42', 'duo'],
      ['/api/v1/graph_db/7/warm', 'ada', 'editor'],
      ['/mcp', undefined, undefined],
    ]);
    expect((await post('/kg/api/v1/graph_db/..%2f8/warm', await bearer())).status).toBe(400);
  });

  test('that is missing is refused in the words that Rails looks for', async () => {
    const { status, body } = await post('/kg/api/v1/query', {});
    expect(status).toBe(401);
    expect(body).toMatch(/Unauthorized.*missing.*Gitlab-Zoekt-Api-Request/);
  });

  test('given in two headers of the same name is refused', async () => {
    const token = `Bearer ${await signRequestToken('rails_to_node', secret)}`;
    const headers = new Headers();
    for (let i = 0; i < 2; i += 1) headers.append('gitlab-zoekt-api-request', token);
    expect((await fetch(`${url}/kg/api/v1/query`, { method: 'POST', headers, body: '{}' })).status).toBe(401);
  });
});

describe('a request', () => {
  test('arrives whole, with its correlation id and its scope, and without its token', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    answer = (request, response) => {
      seen = request;
      request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => response.end('{}'));
    };
    const headers = { ...(await bearer()), 'x-request-id': 'trace-7', 'x-gkg-namespace-id': '42' };
    const { headers: given } = await post(
      '/kg/mcp',
      { ...headers, 'content-type': 'application/json' },
      '{"a":1}',
    );
    expect(seen).toMatchObject({ method: 'POST', url: '/mcp' });
    expect(seen?.headers).toMatchObject({ 'x-request-id': 'trace-7', 'x-gkg-namespace-id': '42' });
    expect(seen?.headers).not.toHaveProperty('gitlab-zoekt-api-request');
    expect(body).toBe('{"a":1}');
    expect(given.get('x-request-id')).toBe('trace-7');
  });

  test('is answered under the paths of a gateway, and under no other', async () => {
    const token = await bearer();
    for (const prefix of ['', '/indexer', '/nodes/gkg-0.gkg.default.svc.cluster.local/webserver']) {
      expect((await post(`${prefix}/kg/api/v1/query`, token)).status).toBe(200);
      expect((await post(`${prefix}/kg/mcp`, token)).status).toBe(200);
      expect((await post(`${prefix}/kg/mcp`, {})).status).toBe(401);
    }
    for (const prefix of ['/webserver', '/nodes/a/b/webserver', '/nodes/webserver']) {
      expect((await post(`${prefix}/kg/mcp`, token)).status).toBe(404);
    }
  });

  test('leaves behind what was meant for its connection only, and so does its answer', async () => {
    let seen: IncomingMessage | undefined;
    answer = (request, response) => {
      seen = request;
      response.writeHead(200, { connection: 'x-hop', 'x-hop': '1', 'x-kept': '2' }).end('{}');
    };
    const headers = { ...(await bearer()), connection: 'keep-alive, X-Once', 'x-once': '1', te: 'trailers' };
    const given = await rawHeaders({ ...headers, cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', 'x-own': '2' });
    expect(seen?.headers).toMatchObject({ 'x-own': '2' });
    for (const name of ['x-once', 'te', 'cookie', 'x-forwarded-for', 'authorization']) {
      expect(seen?.headers).not.toHaveProperty(name);
    }
    expect([given['x-hop'], given['x-kept']]).toEqual([undefined, '2']);
  });

  test('whose answer stops in the middle for too long is broken off', async () => {
    answer = (_request, response) => void response.writeHead(200).write('{"result":');
    await expect(post('/kg/api/v1/query', await bearer())).rejects.toThrow();
  });

  test('with too many headers is refused before anything is read', async () => {
    const status = await fetch(`${url}/kg/mcp`, { headers: { 'x-much': 'x'.repeat(20_000) } }).then(
      (response) => response.status,
    );
    expect(status).toBe(431);
  });

  test('takes its token along only to a webserver that checks tokens itself', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push(request.headers['gitlab-zoekt-api-request']);
      response.end('{}');
    };
    const token = await bearer();
    await post('/kg/mcp', token);
    await server.close();
    await Promise.all(forwarders.map((forwarder) => forwarder.close()));
    await startProxyTo(`http://127.0.0.1:${(webserver.address() as AddressInfo).port}`, true);
    await post('/kg/mcp', token);
    expect(seen).toEqual([undefined, token['gitlab-zoekt-api-request']]);
  });

  test.each([
    ['of the headers, where the token names nobody', {}, { 'x-gkg-user': 'ada', 'x-gkg-agent': 'chat' }],
    ['of the token for what it says', { user_id: 42 }, { 'x-gkg-user': '42', 'x-gkg-agent': 'chat' }],
    ['of the token', { user_id: 42, agent: 'bot' }, { 'x-gkg-user': '42', 'x-gkg-agent': 'bot' }],
  ])('is made for the caller %s: %o', async (_what, claims, expected) => {
    let seen: IncomingMessage['headers'] = {};
    answer = (request, response) => {
      seen = request.headers;
      response.end('{}');
    };
    const token = await signedHeaders('rails_to_node', secret, claims);
    await post('/kg/api/v1/query', { ...token, 'x-gkg-user': 'ada', 'x-gkg-agent': 'chat' });
    expect({ 'x-gkg-user': seen['x-gkg-user'], 'x-gkg-agent': seen['x-gkg-agent'] }).toEqual(expected);
  });

  test('gets the status, the headers and the body of the answer as they are', async () => {
    answer = (_request, response) =>
      response.writeHead(429, { 'retry-after': '7', 'mcp-session-id': 's1' }).end('{"code":"rate_limited"}');
    const given = await post('/kg/mcp', await bearer());
    expect(given).toMatchObject({ status: 429, body: '{"code":"rate_limited"}' });
    expect([given.headers.get('retry-after'), given.headers.get('mcp-session-id')]).toEqual(['7', 's1']);
  });

  test('for the inventory needs a token, and is passed on only within its bounds', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push(request.url);
      response.end('{"graphs":[],"next":null}');
    };
    const get = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${url}${path}`, { headers })).status;
    const token = await bearer();
    const foreign = await signedHeaders('rails_to_node', 'another');
    for (const prefix of ['', '/nodes/a/webserver']) {
      expect(await get(`${prefix}/kg/api/v1/graphs`, token)).toBe(200);
      expect(await get(`${prefix}/kg/api/v1/graphs?after=7&limit=2`, token)).toBe(200);
      expect(await get(`${prefix}/kg/api/v1/graphs`, foreign)).toBe(401);
      expect(await get(`${prefix}/kg/api/v1/graphs`, {})).toBe(401);
      expect(await get(`${prefix}/kg/api/v1/graphs?limit=100000`, token)).toBe(400);
    }
    const passed = ['/api/v1/graphs?after=0&limit=1000', '/api/v1/graphs?after=7&limit=2'];
    expect(seen).toEqual([...passed, ...passed]);
  });

  test('of GET and DELETE is passed on for MCP', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push(request.method);
      response.end();
    };
    for (const method of ['GET', 'DELETE']) await fetch(`${url}/kg/mcp`, { method, headers: await bearer() });
    expect(seen).toEqual(['GET', 'DELETE']);
  });

  test('uses a connection again', async () => {
    const sockets = new Set<unknown>();
    answer = (request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    };
    for (let i = 0; i < 5; i += 1) await post('/kg/api/v1/query', await bearer());
    expect(sockets.size).toBe(1);
  });

  test('gets each part of a stream as it is written', async () => {
    let stream: ServerResponse | undefined;
    answer = (_request, response) => {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream.write('data: one\n\n');
    };
    const response = await fetch(`${url}/kg/mcp`, { headers: await bearer() });
    const reader = response.body!.getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe('data: one\n\n');
    stream!.write('data: two\n\n');
    expect(await read()).toBe('data: two\n\n');
    stream!.end();
    expect((await reader.read()).done).toBe(true);
  });

  test('that its client gives up is given up on the other side', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => {
      answer = (request) => resolve(request);
    });
    const abort = new AbortController();
    const asked = fetch(`${url}/kg/mcp`, { headers: await bearer(), signal: abort.signal }).catch(
      () => 'aborted',
    );
    const request = await arrived;
    const closed = once(request.socket, 'close');
    abort.abort();
    expect(await asked).toBe('aborted');
    await closed;
  });

  test('whose answer breaks off ends broken off, not complete', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('part');
      setImmediate(() => response.destroy());
    };
    const asked = fetch(`${url}/kg/mcp`, { headers: await bearer() }).then((response) => response.text());
    await expect(asked).rejects.toThrow();
  });

  test('that is too large is refused, whether it says so or not', async () => {
    answer = (request, response) => {
      request.resume().on('end', () => response.end('{}'));
    };
    expect((await post('/kg/api/v1/query', await bearer(), 'x'.repeat(bodyBytesMax + 1))).status).toBe(413);
    expect(await chunkedStatus(await bearer())).toBe(413);
  });

  test('beyond those that may wait gets overloaded at once', async () => {
    answer = () => undefined;
    const headers = await bearer();
    const codes = await Promise.all(
      Array.from({ length: 6 }, async () => JSON.parse((await post('/kg/api/v1/query', headers)).body).code),
    );
    expect(codes.filter((code) => code === 'overloaded')).toHaveLength(1);
    expect(codes.filter((code) => code === 'timeout')).toHaveLength(5);
  });

  test.each(['/kg/api/v1/query', '/kg/mcp'])(
    'that is not answered in time gets timeout: %s',
    async (path) => {
      answer = () => undefined;
      const { status, body } = await post(path, await bearer());
      expect([status, JSON.parse(body).code]).toEqual([504, 'timeout']);
    },
  );

  test('that listens to a session waits for as long as the client does', async () => {
    let timedOut = false;
    answer = (_request, response) => {
      // A request that is limited begins with it, and is over before the session says its first word.
      void bearer()
        .then((headers) => post('/kg/mcp', headers))
        .then(({ status }) => (timedOut = status === 504))
        .finally(() => response.end('event: message'));
      answer = () => undefined;
    };
    const response = await fetch(`${url}/kg/mcp`, { headers: await bearer() });
    expect([response.status, await response.text(), timedOut]).toEqual([200, 'event: message', true]);
  });

  test('while no webserver is there gets upstream_unavailable', async () => {
    webserver.closeAllConnections();
    webserver.close();
    const { status, body } = await post('/kg/api/v1/query', await bearer());
    expect([status, JSON.parse(body).code]).toEqual([502, 'upstream_unavailable']);
  });
});

/** Sends more than is allowed without announcing a length. */
function chunkedStatus(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/kg/api/v1/query`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.write('x'.repeat(bodyBytesMax));
    request.end('x'.repeat(bodyBytesMax));
  });
}

/** Sends headers that `fetch` keeps to itself. */
function rawHeaders(headers: Record<string, string>): Promise<IncomingMessage['headers']> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/kg/mcp`, { headers }, (response) => {
      response.resume();
      resolve(response.headers);
    });
    request.on('error', reject).end();
  });
}

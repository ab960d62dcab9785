import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorBody, GkgError } from '@gkg/protocol';
import { Repository, startGitaly, type GitalyStandIn, type Misbehaviour } from '@gkg/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGitSource, type GitSourceOptions } from '../create-git-source.ts';
import type { GitSource } from '../git-source.ts';

const secret = 'a secret of this test';
const environment = { PATH: process.env['PATH'] ?? '' };
const retries = { attemptsMax: 3, firstDelayMs: 10, delayMsMax: 20, callTimeoutMs: 5000 };

let root: string;
let gitaly: GitalyStandIn;
let repository: Repository;
let commit: string;
let directory: string;
let source: GitSource;
let before: number;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gkg-gitaly-failures-'));
  directory = join(root, 'sources', '7-1');
  repository = new Repository(root, 'a.git');
  // More than one message of an archive.
  repository.write('large.bin', Buffer.alloc(500_000, 'abc'));
  commit = repository.write('a.py', 'x = 1\n').commit();
  gitaly = await startGitaly({ storages: { default: root }, secret });
});
afterAll(async () => {
  await gitaly.stop();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  source = openSource();
  before = gitaly.calls.length;
});
afterEach(async () => {
  gitaly.behave();
  await source.close();
});

function openSource(options: Partial<GitSourceOptions> = {}): GitSource {
  return createGitSource({ environment, gitaly: retries, ...options });
}

function fetchTree(from = source, connection: object = {}, signal?: AbortSignal) {
  const given = { Address: gitaly.address, Token: secret, Storage: 'default', Path: 'a.git', ...connection };
  return from.fetch({ repository: given, directory }, signal);
}

async function failureOf(fetching: Promise<unknown>): Promise<GkgError> {
  const error: unknown = await fetching.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GkgError);
  expect(existsSync(directory)).toBe(false);
  return error as GkgError;
}

const methodsSince = (at: number) => gitaly.calls.slice(at).map(({ method }) => method);

describe('a fetch that meets a passing fault succeeds', () => {
  const faults: [string, Misbehaviour][] = [
    [
      'away at the first call',
      { method: 'FindDefaultBranchName', times: 2, how: { kind: 'status', code: 'UNAVAILABLE' } },
    ],
    ['away in the middle of the list', { method: 'GetRawChanges', times: 1, how: { kind: 'cut' } }],
    [
      'cut in the middle of the archive',
      { method: 'GetArchive', times: 2, afterMessages: 2, how: { kind: 'cut' } },
    ],
    [
      'an internal error of the archive',
      { method: 'GetArchive', times: 1, afterMessages: 1, how: { kind: 'status', code: 'INTERNAL' } },
    ],
    ['slow', { how: { kind: 'slow', delayMs: 20 } }],
  ];
  test.each(faults)('%s', async (_what, rule) => {
    gitaly.misbehave(rule);
    const fetched = await fetchTree();
    expect(fetched.commit).toBe(commit);
    expect(readFileSync(join(fetched.directory, 'large.bin'))).toHaveLength(500_000);
    await fetched.release();
  });

  test('after the pause that an overloaded server asks for, and not before', async () => {
    gitaly.misbehave({ method: 'GetArchive', times: 1, how: { kind: 'exhausted', retryAfterMs: 700 } });
    const startedAt = performance.now();
    await (await fetchTree()).release();
    expect(performance.now() - startedAt).toBeGreaterThan(700);
    // The server is asked whether it serves before the costly call is repeated.
    expect(methodsSince(before).slice(-3)).toEqual(['GetArchive', 'Check', 'GetArchive']);
  });

  test('when a server hangs once in the middle of a stream', async () => {
    gitaly.misbehave({ method: 'GetArchive', times: 1, afterMessages: 1, how: { kind: 'hang' } });
    await (await fetchTree(openSource({ silenceTimeoutMs: 200 }))).release();
    expect(methodsSince(before).filter((method) => method === 'GetArchive')).toHaveLength(2);
  });
});

describe('a fetch that meets a lasting fault is source_unavailable, and leaves nothing', () => {
  test('cut every time', async () => {
    gitaly.misbehave({ method: 'GetArchive', afterMessages: 1, how: { kind: 'cut' } });
    const error = await failureOf(fetchTree());
    expect(error).toMatchObject({ kind: 'source_unavailable', message: 'Gitaly is not reachable.' });
    expect(methodsSince(before).filter((method) => method === 'GetArchive')).toHaveLength(3);
  });

  test('an archive that ends early although the call succeeds', async () => {
    gitaly.misbehave({ method: 'GetArchive', afterMessages: 2, how: { kind: 'truncate' } });
    const error = await failureOf(fetchTree());
    expect(error).toMatchObject({ kind: 'source_unavailable' });
    expect(error.message).toMatch(/archive/);
  });

  test('a list that ends early although the call succeeds', async () => {
    const many = new Repository(root, 'many.git');
    for (let i = 0; i < 1100; i += 1) many.write(`f${i}.py`, `${i}\n`);
    many.commit();
    gitaly.misbehave({ method: 'GetRawChanges', afterMessages: 1, how: { kind: 'truncate' } });
    const error = await failureOf(fetchTree(source, { Path: 'many.git' }));
    expect(error).toMatchObject({ kind: 'source_unavailable', detail: { status: 'DATA_LOSS' } });
  });

  test('overloaded', async () => {
    gitaly.misbehave({ how: { kind: 'exhausted', retryAfterMs: 1 } });
    expect(await failureOf(fetchTree())).toMatchObject({
      message: 'Gitaly is at its limit.',
      detail: { status: 'RESOURCE_EXHAUSTED' },
    });
  });

  test('silent', async () => {
    gitaly.misbehave({ method: 'GetArchive', how: { kind: 'hang' } });
    const error = await failureOf(fetchTree(openSource({ silenceTimeoutMs: 100 })));
    expect(error).toMatchObject({ message: 'Gitaly stopped sending.', detail: { status: 'SILENT' } });
  });

  test('silent at a call with one answer', async () => {
    gitaly.misbehave({ method: 'FindCommit', how: { kind: 'hang' } });
    const impatient = openSource({ gitaly: { ...retries, callTimeoutMs: 100 } });
    expect(await failureOf(fetchTree(impatient))).toMatchObject({ detail: { status: 'DEADLINE_EXCEEDED' } });
  });

  test('an unknown method is not tried again', async () => {
    gitaly.misbehave({ method: 'GetRawChanges', how: { kind: 'status', code: 'UNIMPLEMENTED' } });
    await failureOf(fetchTree());
    expect(methodsSince(before).filter((method) => method === 'GetRawChanges')).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const error = await failureOf(fetchTree(source, { Address: `tcp://127.0.0.1:${port}` }));
    expect(error).toMatchObject({ kind: 'source_unavailable', detail: { status: 'UNAVAILABLE' } });
  });
});

describe('a fault in an incremental fetch', () => {
  const keep = () => ({ directory: join(root, 'sources', 'kept'), bytesMax: 1e9, freeBytesMin: 0 });
  const request = () => ({
    repository: { Address: gitaly.address, Token: secret, Storage: 'default', Path: 'a.git' },
    directory,
    namespaceId: 7,
  });

  test.each<[string, Misbehaviour, string]>([
    ['passes: the changes come', { method: 'GetBlobs', times: 1, how: { kind: 'cut' } }, 'changes'],
    [
      'lasts: the archive comes',
      { method: 'GetBlobs', how: { kind: 'status', code: 'UNAVAILABLE' } },
      'archive',
    ],
    [
      'is another content: the archive comes',
      { method: 'GetBlobs', afterMessages: 1, how: { kind: 'truncate' } },
      'archive',
    ],
    [
      'is an unknown commit, said as INTERNAL',
      { method: 'FindChangedPaths', how: { kind: 'status', code: 'INTERNAL' } },
      'archive',
    ],
  ])('that %s', async (_what, rule, how) => {
    const keeping = openSource({ keep: keep() });
    await (await keeping.fetch(request())).release({ keep: true });
    const changed = repository.write('large.bin', Buffer.alloc(400_000, `${Math.random()}`)).commit();
    gitaly.misbehave(rule);
    const fetched = await keeping.fetch(request());
    expect(fetched).toMatchObject({ commit: changed, summary: { how } });
    expect(readFileSync(join(fetched.directory, 'large.bin'))).toHaveLength(400_000);
    await fetched.release({ keep: true });
    await keeping.close();
    commit = changed;
  });
});

describe('the caller', () => {
  test('that aborts gets its own reason at once, and nothing is left', async () => {
    gitaly.misbehave({ method: 'GetArchive', afterMessages: 1, how: { kind: 'hang' } });
    const stop = new AbortController();
    const fetching = fetchTree(source, {}, stop.signal);
    const reason = new GkgError('job_canceled', 'the task was withdrawn');
    const timer = setInterval(() => {
      if (methodsSince(before).includes('GetArchive')) stop.abort(reason);
    }, 5);
    await expect(fetching).rejects.toBe(reason);
    clearInterval(timer);
    expect(existsSync(directory)).toBe(false);
  });

  test('that aborts during a pause gets its own reason', async () => {
    gitaly.misbehave({ how: { kind: 'exhausted', retryAfterMs: 60_000 } });
    const stop = new AbortController();
    const fetching = fetchTree(source, {}, stop.signal);
    setTimeout(() => stop.abort(new Error('withdrawn')), 200);
    await expect(fetching).rejects.toThrow('withdrawn');
  });
});

describe('tokens', () => {
  test('are made for each call, and the calls say who asks', async () => {
    await (await fetchTree()).release();
    const calls = gitaly.calls.slice(before).map(({ metadata }) => metadata);
    for (const metadata of calls) {
      expect(metadata['authorization']).toMatch(/^Bearer v2\.[0-9a-f]{64}\.\d+$/);
      expect(metadata['client_name']).toBe('gkg-proxy');
    }
    expect(new Set(calls.map((metadata) => metadata['x-gitlab-correlation-id'])).size).toBe(1);
  });

  test.each([
    ['PERMISSION_DENIED', 'another secret'],
    ['UNAUTHENTICATED', null],
    ['UNAUTHENTICATED', ''],
  ])('that are wrong are %s, and asked once', async (status, Token) => {
    const error = await failureOf(fetchTree(source, { Token }));
    expect(error).toMatchObject({ kind: 'source_unavailable', detail: { status } });
    expect(methodsSince(before)).toEqual(['FindDefaultBranchName']);
  });

  test('are in no error, whatever the server says', async () => {
    gitaly.misbehave({
      how: { kind: 'status', code: 'NOT_FOUND', details: `no ${secret} here, v2.abc0.17` },
    });
    const error = await failureOf(fetchTree());
    const everything = JSON.stringify([errorBody(error), error.stack, String(error.cause)]);
    expect(everything).not.toContain(secret);
    expect(error.detail['reason']).toBe('no … here, …');
  });
});

describe('addresses', () => {
  test('unix: a socket', async () => {
    const other = await startGitaly({ storages: { default: root }, secret: null, socket: join(root, 's') });
    expect(other.address).toBe(`unix:${root}/s`);
    const fetched = await fetchTree(source, { Address: other.address, Token: null });
    expect(fetched.commit).toBe(commit);
    await fetched.release();
    await other.stop();
  });

  test('dns: a name', async () => {
    const fetched = await fetchTree(source, {
      Address: gitaly.address.replace('tcp://127.0.0.1', 'dns:///localhost'),
    });
    expect(fetched.commit).toBe(commit);
    await fetched.release();
  });

  test('tls: with an authority of SSL_CERT_FILE, and not without', async () => {
    const [key, cert] = [join(root, 'key.pem'), join(root, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const form = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', ...form, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const tls = { key: readFileSync(key), cert: readFileSync(cert) };
    const other = await startGitaly({ storages: { default: root }, secret, tls });
    const trusting = openSource({ environment: { ...environment, SSL_CERT_FILE: cert } });
    await (await fetchTree(trusting, { Address: other.address })).release();
    const error = await failureOf(fetchTree(source, { Address: other.address }));
    expect(error).toMatchObject({ detail: { status: 'UNAVAILABLE' } });
    const wrongName = other.address.replace('localhost', '127.0.0.1');
    await failureOf(fetchTree(trusting, { Address: wrongName }));
    await trusting.close();
    await other.stop();
  });

  test('of schemes that are not allowed are refused before anything is dialled', async () => {
    const onlyTls = openSource({ schemes: ['tls', 'https'] });
    const error = await failureOf(fetchTree(onlyTls));
    expect(error).toMatchObject({ kind: 'invalid_request', detail: { field: 'Address', scheme: 'tcp' } });
    expect(methodsSince(before)).toEqual([]);
  });
});

test('nothing of all that is left', () => {
  expect(readdirSync(join(root, 'sources')).filter((name) => name !== 'kept')).toEqual([]);
});

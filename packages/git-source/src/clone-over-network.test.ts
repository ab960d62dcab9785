import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorBody, toGkgError } from '@gkg/protocol';
import { Repository } from '@gkg/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createGitSource, type GitSourceOptions } from './create-git-source.ts';

/* A git server over https that wants to know who asks, made of git's own backend; and a stand-in for ssh. */
let root: string;
let home: string;
let repository: Repository;
let commit: string;
let server: Server;
let origin: string;
let seen: { authorization: string | undefined }[];
let commandLines: string;
let redirect: string;
const token = 'glpat-0123456789';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gkg-clone-'));
  home = join(root, 'home');
  repository = new Repository(root, 'a.git');
  repository.git('--git-dir', repository.directory, 'config', 'http.uploadpack', 'true');
  commit = repository.write('a.py', 'x = 1\n').commit();
  const [key, cert] = [join(root, 'key.pem'), join(root, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const form = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...form, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  execFileSync('mkdir', [home]);
  // What an operator has: an authority of their own, and a helper that would keep what it is told.
  writeFileSync(
    join(home, '.gitconfig'),
    `[http]\n sslCAInfo = ${cert}\n[credential]\n helper = store --file ${join(root, 'stored')}\n`,
  );
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
  commandLines = '';
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function serve(request: IncomingMessage, response: ServerResponse): void {
  const { authorization } = request.headers;
  seen.push({ authorization });
  commandLines += commandLinesNow();
  const expected = `Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`;
  if (authorization !== expected) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  if (request.url?.startsWith('/moved.git') === true) {
    response.writeHead(302, { location: `${redirect}/info/refs?service=git-upload-pack` }).end();
    return;
  }
  const [path, query = ''] = (request.url ?? '').split('?');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method,
      PATH_INFO: path,
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      REMOTE_USER: 'x',
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => answer(Buffer.concat(chunks), response));
}

function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.toString('latin1', 0, end).split('\r\n')) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

/** The command lines of every process, where the system shows them. */
function commandLinesNow(): string {
  const read = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    } catch {
      return '';
    }
  };
  const processes = existsSync('/proc') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return processes.map(read).join('\n');
}

function fetchFrom(Address: string, Token: string | null, options: Partial<GitSourceOptions> = {}) {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home };
  const source = createGitSource({ environment, ...options });
  const directory = join(root, 'sources', '7-1');
  return source.fetch({ repository: { Address, Token, Storage: '', Path: '' }, directory });
}

test('a token is given to the host that asks, on no command line, and nobody stores it', async () => {
  const fetched = await fetchFrom(`${origin}/a.git`, token);
  expect(fetched.commit).toBe(commit);
  expect(seen.length).toBeGreaterThan(1);
  expect(commandLines).toContain('fetch');
  expect(commandLines).not.toContain(token);
  expect(existsSync(join(root, 'stored'))).toBe(false);
  const config = readFileSync(join(fetched.directory, '.git', 'config'), 'utf8');
  expect(config).not.toContain(token);
  await fetched.release();
});

test.each<[string, string | null, string?]>([
  ['none', null],
  ['a wrong one', 'glpat-wrong', 'glpat-wrong'],
  ['that of another user', `somebody:${token}`, token],
])('without a prompt, %s is refused', async (_what, given, secret = 'glpat') => {
  const error = toGkgError(await fetchFrom(`${origin}/a.git`, given).catch((thrown: unknown) => thrown));
  expect(error.kind).toBe('source_unavailable');
  const told = JSON.stringify(errorBody(error));
  expect(told).toContain('localhost');
  expect(told).not.toContain(secret);
});

test('a token is not sent in the clear', async () => {
  await expect(fetchFrom('http://localhost:1/a.git', token)).rejects.toMatchObject({
    kind: 'invalid_request',
    detail: { field: 'Token' },
  });
});

test('schemes that are not allowed are refused', async () => {
  const onlySsh = fetchFrom(`${origin}/a.git`, token, { schemes: ['ssh'] });
  await expect(onlySsh).rejects.toMatchObject({ kind: 'invalid_request' });
  expect(seen).toEqual([]);
});

test('a server cannot send us to another scheme, or the token to another host', async () => {
  const heads: string[] = [];
  const other = createPlainServer((request, response) => {
    heads.push(JSON.stringify(request.headers));
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  redirect = `http://127.0.0.1:${(other.address() as AddressInfo).port}/a.git`;
  const refused = { kind: 'source_unavailable' };
  await expect(fetchFrom(`${origin}/moved.git`, token, { schemes: ['https'] })).rejects.toMatchObject(
    refused,
  );
  expect(heads).toEqual([]);
  await expect(fetchFrom(`${origin}/moved.git`, token)).rejects.toMatchObject(refused);
  expect(heads.length).toBeGreaterThan(0);
  const basic = Buffer.from(`oauth2:${token}`).toString('base64');
  for (const head of heads) expect(head).not.toContain(basic);
  other.close();
});

test('ssh is told to ask nobody', async () => {
  const bin = join(root, 'bin');
  execFileSync('mkdir', ['-p', bin]);
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh\necho "$SSH_ASKPASS $SSH_ASKPASS_REQUIRE $GIT_TERMINAL_PROMPT $@" > ${root}/ssh\nexit 1\n`,
  );
  chmodSync(join(bin, 'ssh'), 0o755);
  const environment = { PATH: `${bin}:${process.env['PATH']}`, HOME: home };
  await expect(fetchFrom('ssh://git@host.example/a.git', null, { environment })).rejects.toMatchObject({
    kind: 'source_unavailable',
    detail: { host: 'host.example' },
  });
  expect(readFileSync(join(root, 'ssh'), 'utf8')).toMatch(/^true force 0 .*git@host\.example/);
});

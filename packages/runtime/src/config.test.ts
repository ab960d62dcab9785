import { expect, test } from 'vitest';
import { configDescription, loadConfig } from './config.ts';

test('an empty environment gives defaults, and addresses follow from hosts and ports', () => {
  const config = loadConfig({ HOME: '/home/ada' });
  expect(config.dataDir).toBe('/home/ada/.local/share/gkg');
  expect(config.jwtSecretFile).toBe('/home/ada/.local/share/gkg/secret');
  expect(config.indexerUrl).toBe('http://127.0.0.1:3333');
  expect(config.railsUrl).toBe('http://127.0.0.1:8100');
  expect(config.queryTimeoutMs).toBe(10_000);
});

test('a moved port moves the address, unless the address is given', () => {
  expect(loadConfig({ GKG_WEBSERVER_PORT: '4000' }).webserverUrl).toBe('http://127.0.0.1:4000');
  expect(loadConfig({ GKG_WEBSERVER_HOST: '::1' }).webserverUrl).toBe('http://[::1]:3334');
  const given = loadConfig({ GKG_WEBSERVER_PORT: '4000', GKG_WEBSERVER_URL: 'https://node.example/kg/' });
  expect(given.webserverUrl).toBe('https://node.example/kg');
});

test('a webserver checks tokens where others than its machine can reach it, unless a setting says otherwise', () => {
  const auth = (env: Record<string, string>) => loadConfig(env).webserverAuth;
  for (const host of ['127.0.0.1', '127.8.0.1', '::1', 'localhost']) {
    expect(auth({ GKG_WEBSERVER_HOST: host })).toBe('none');
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.7', 'localhost.example', '127.0.0.1.example']) {
    expect(auth({ GKG_WEBSERVER_HOST: host })).toBe('token');
  }
  expect(auth({ GKG_WEBSERVER_AUTH: 'token' })).toBe('token');
  expect(auth({ GKG_WEBSERVER_HOST: '0.0.0.0', GKG_WEBSERVER_AUTH: 'none' })).toBe('none');
});

test('XDG_DATA_HOME is honoured when absolute and ignored when relative', () => {
  expect(loadConfig({ XDG_DATA_HOME: '/data' }).dataDir).toBe('/data/gkg');
  expect(loadConfig({ XDG_DATA_HOME: 'data', HOME: '/home/ada' }).dataDir).toBe('/home/ada/.local/share/gkg');
});

test.for([
  ['GKG_INDEXER_PORT', '70000', 'a whole number, 0 to 65535 (port)'],
  ['GKG_INDEXER_PORT', 'http', 'a whole number, 0 to 65535 (port)'],
  ['GKG_QUEUE_MAX', '0', 'a whole number, 1 or more (jobs)'],
  ['GKG_QUEUE_MAX', '-3', 'a whole number, 1 or more (jobs)'],
  ['GKG_LOG_LEVEL', 'loud', 'one of trace, debug, info, warn, error, silent'],
  ['GKG_GITLAB_URL', 'gitlab.example', 'an http or https address'],
] as const)('%s=%s is refused, saying what is allowed', ([name, value, allowed]) => {
  expect(() => loadConfig({ [name]: value })).toThrow(
    expect.objectContaining({
      kind: 'config_invalid',
      message: `${name} must be ${allowed}, but is "${value}".`,
    }),
  );
});

test('a blank value counts as not given', () => {
  expect(loadConfig({ GKG_INDEXER_PORT: ' ' }).indexerPort).toBe(3333);
});

test('every setting is described, under a name of its own', () => {
  const rows = configDescription();
  expect(new Set(rows.map((row) => row.env)).size).toBe(rows.length);
  for (const row of rows) {
    expect(row.env).toMatch(/^GKG_[A-Z_]+$/);
    expect(row.description).toMatch(/^[A-Z].*\.$/);
    expect(row.defaultText).not.toBe('');
  }
});

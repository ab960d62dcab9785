import { describe, expect, test } from 'vitest';
import { parseSourceAddress, sourceSchemes } from './source-address.ts';

const parse = (address: string) => parseSourceAddress(address, sourceSchemes);

describe('an address that is allowed', () => {
  test.each([
    ['file:///srv/my%20code', { kind: 'directory', path: '/srv/my code' }],
    ['file:///srv/a%23b', { kind: 'directory', path: '/srv/a#b' }],
    ['https://host/a/b.git', { kind: 'git', url: 'https://host/a/b.git', ref: 'HEAD' }],
    ['https://host/a/b.git#v1.2', { kind: 'git', url: 'https://host/a/b.git', ref: 'v1.2' }],
    ['ssh://git@host:2222/a/b.git', { kind: 'git', url: 'ssh://git@host:2222/a/b.git', ref: 'HEAD' }],
    ['git+file:///srv/b.git#main', { kind: 'git', url: 'file:///srv/b.git', ref: 'main' }],
  ])('%s', (address, expected) => expect(parse(address)).toEqual(expected));
});

describe('an address that could make git run or reveal something', () => {
  test.each([
    ['a helper program', 'ext::sh -c touch% /tmp/owned'],
    ['a helper program in disguise', 'ext+https://host/a'],
    ['an option', '--upload-pack=touch /tmp/owned'],
    ['an option as host', 'ssh://-oProxyCommand=touch/a'],
    ['an option as host, encoded', 'ssh://%2doProxyCommand=touch/a'],
    ['an option as user', 'ssh://-oProxyCommand=touch@host/a'],
    ['a password', 'https://user:secret@host/a'],
    ['a token as user', 'https://secret@host/a'],
    ['a token in the query', 'https://host/a?private_token=secret'],
    ['no host', 'ssh:///a'],
    ['a relative path', 'file:a/b'],
    ['a directory on another host', 'file://host/srv/a'],
    ['an option as fragment', 'https://host/a#--upload-pack=x'],
    ['a range as fragment', 'https://host/a#a..b'],
    ['a refspec as fragment', 'https://host/a#main:refs/heads/x'],
    ['a line break', 'https://host/a\nb'],
    ['a scheme nobody knows', 'gopher://host/a'],
    ['nothing', ''],
  ])('%s is refused', (_what, address) => {
    expect(() => parse(address)).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
  });
});

test('an operator can forbid a scheme', () => {
  expect(() => parseSourceAddress('file:///srv/a', ['https'])).toThrow(/begins with one of https/);
});

test('a refusal does not repeat a secret of the address', () => {
  expect(() => parse('https://user:hunter2@host/a')).toThrow(/^(?!.*hunter2)/);
});

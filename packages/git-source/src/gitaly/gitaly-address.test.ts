import { gitalySchemes } from '@gkg/protocol';
import { expect, test } from 'vitest';
import { isGitalyAddress, parseGitalyAddress } from './gitaly-address.ts';

test.each([
  ['tcp://gitaly:8075', 'dns:gitaly:8075', false],
  ['tcp://10.0.0.7:8075', 'dns:10.0.0.7:8075', false],
  ['tcp://[::1]:8075', 'dns:[::1]:8075', false],
  ['tls://gitaly.example:9999', 'dns:gitaly.example:9999', true],
  ['unix:/var/opt/gitlab/praefect.socket', 'unix:/var/opt/gitlab/praefect.socket', false],
  ['unix:///run/gitaly.socket', 'unix:/run/gitaly.socket', false],
  ['unix:tmp/gitaly.socket', 'unix:tmp/gitaly.socket', false],
  ['dns:gitaly.example', 'dns:gitaly.example', false],
  ['dns:///gitaly.example:8075', 'dns:///gitaly.example:8075', false],
  ['dns://10.0.0.53:53/gitaly.example:8075', 'dns://10.0.0.53:53/gitaly.example:8075', false],
])('%s is %s', (address, target, isSecure) => {
  expect(isGitalyAddress(address)).toBe(true);
  expect(parseGitalyAddress(address, gitalySchemes)).toMatchObject({ target, isSecure });
});

test.each([
  'tcp://gitaly',
  'tcp:gitaly:8075',
  'tcp://gitaly:8075/',
  'tcp://gitaly:8075/path',
  'tcp://user:password@gitaly:8075',
  'tcp://gitaly:99999',
  'tcp://gitaly:8075?x=1',
  'tls://:9999',
  'unix:',
  'unix:/',
  'dns:',
  'dns://gitaly',
  'dns:gitaly/path',
  'tcp://git aly:1',
  'tcp://gitaly\n:1',
])('%j is refused', (address) => {
  expect(() => parseGitalyAddress(address, gitalySchemes)).toThrow(/address of Gitaly/);
});

test.each([
  'https://gitlab.example/a.git',
  'file:///srv',
  'git+file:///srv/a.git',
  'ssh://git@host/a',
  '/srv',
])('%s is none of Gitaly', (address) => expect(isGitalyAddress(address)).toBe(false));

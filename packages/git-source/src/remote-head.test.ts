import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRemoteHead } from './remote-head.ts';

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'gkg-remote-head-'));
  git('init', '--quiet', '--initial-branch=trunk', '.');
  commit('first');
});
afterEach(() => rmSync(repository, { recursive: true, force: true }));

const options = {
  environment: { PATH: process.env['PATH'] ?? '', HOME: tmpdir() },
  silenceTimeoutMs: 10_000,
};
const head = (ref = '') => findRemoteHead(`git+${pathToFileURL(repository).href}${ref}`, options);

function git(...args: string[]): string {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...author, ...args], { cwd: repository, encoding: 'utf8' }).trim();
}

function commit(message: string): string {
  git('commit', '--quiet', '--allow-empty', '-m', message);
  return git('rev-parse', 'HEAD');
}

test('is the newest commit of the default branch, with its name', async () => {
  git('branch', 'side');
  const newest = commit('second');
  expect(await head()).toEqual({ branch: 'refs/heads/trunk', commit: newest });
});

test('of an address that names a branch or a tag is the commit of that', async () => {
  const old = git('rev-parse', 'HEAD');
  git('branch', 'side');
  git('tag', '-a', 'v1', '-m', 'with a message');
  commit('second');
  expect(await head('#side')).toEqual({ branch: null, commit: old });
  expect(await head('#v1')).toEqual({ branch: null, commit: old });
});

test.each([
  ['a repository that is not there', () => findRemoteHead('git+file:///nowhere/at/all.git', options)],
  ['a branch that is not there', () => head('#missing')],
])('says that %s cannot be asked', async (_what, asked) => {
  await expect(asked()).rejects.toMatchObject({ kind: 'source_unavailable' });
});

test('needs an address that can be asked', async () => {
  await expect(findRemoteHead('ext::sh -c true', options)).rejects.toMatchObject({ kind: 'invalid_request' });
  await expect(findRemoteHead('file:///tmp', options)).rejects.toMatchObject({ kind: 'invalid_request' });
});

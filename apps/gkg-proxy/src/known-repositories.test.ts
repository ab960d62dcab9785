import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKnownRepositories } from './known-repositories.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gkg-known-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const directory = () => join(root, 'repositories');
const open = () => createKnownRepositories(directory(), createLogger('test', { level: 'silent' }));
const repository = (Token: string | null, Path = '@hashed/94/00/x.git') => ({
  Address: 'tcp://gitaly.example:8075',
  Token,
  Storage: 'default',
  Path,
});

test('what was fetched last is found again, by the process that fetched it and by the next', async () => {
  const first = open();
  await first.remember(7, 70, repository(null, 'old.git'));
  await first.remember(7, 70, repository(null));
  const known = { namespaceId: 7, projectId: 70, repository: repository(null) };
  expect(await first.find(7)).toEqual(known);
  expect(await open().find(7)).toEqual(known);
  expect(await open().find(8)).toBeUndefined();
});

test('a token is in no file, and files are the owner’s only', async () => {
  await open().remember(7, 70, repository('glpat-secret'));
  const [file] = readdirSync(directory());
  expect(readFileSync(join(directory(), file!), 'utf8')).not.toContain('secret');
  expect(statSync(join(directory(), file!)).mode & 0o777).toBe(0o600);
});

test('after a restart an address that had a token waits until a task brings one', async () => {
  await open().remember(7, 70, repository('a token'));
  const restarted = open();
  expect(await restarted.find(7)).toBeUndefined();
  await restarted.remember(8, 80, repository('a newer token', 'other.git'));
  expect((await restarted.find(7))?.repository).toEqual(repository('a newer token'));
});

test('forgotten is forgotten', async () => {
  const known = open();
  for (const id of [7, 8, 9]) await known.remember(id, id, repository(null));
  await known.forget(7);
  await known.forget(7);
  expect([await known.find(7), (await known.find(8))?.namespaceId]).toEqual([undefined, 8]);
  await known.forgetAll();
  expect(readdirSync(directory())).toEqual([]);
});

test('a damaged file is as good as none', async () => {
  const known = open();
  await known.remember(7, 70, repository(null));
  writeFileSync(join(directory(), '7.json'), '{"namespace_id":');
  expect(await known.find(7)).toBeUndefined();
});

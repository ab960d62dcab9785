import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDirectoryReader } from './source-reader.ts';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'gkg-reader-'));
  await mkdir(join(base, 'inside', 'sub'), { recursive: true });
  await mkdir(join(base, 'inside-out'));
  await writeFile(join(base, 'secret.py'), 'secret');
  await writeFile(join(base, 'inside-out', 'a.py'), 'secret');
  await writeFile(join(base, 'inside', 'a.py'), 'a = 1');
  await symlink(join(base, 'secret.py'), join(base, 'inside', 'link.py'));
  await symlink(base, join(base, 'inside', 'up'));
  await symlink(join(base, 'inside', 'a.py'), join(base, 'inside', 'sub', 'same.py'));
  execFileSync('mkfifo', [join(base, 'inside', 'pipe.py')]);
});
afterAll(() => rm(base, { recursive: true, force: true }));

test('reads what is inside, also through a link that stays inside', async () => {
  const reader = createDirectoryReader(join(base, 'inside'));
  expect(await reader.read('a.py')).toBe('a = 1');
  expect(await reader.read('sub/same.py')).toBe('a = 1');
});

test.each([
  '../secret.py',
  'sub/../../secret.py',
  '../inside-out/a.py',
  'link.py',
  'up/secret.py',
  'sub',
  'pipe.py',
  'absent.py',
  'a.py\0',
  '',
])('does not read %j', async (file) => {
  expect(await createDirectoryReader(join(base, 'inside')).read(file)).toBeUndefined();
});

test('does not read an absolute path', async () => {
  expect(
    await createDirectoryReader(join(base, 'inside')).read(join(base, 'inside', 'a.py')),
  ).toBeUndefined();
});

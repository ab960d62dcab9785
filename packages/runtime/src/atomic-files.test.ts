import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJson, writeFileAtomic } from './atomic-files.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gkg-files-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a reader sees a whole content at any time, and nothing is left beside the file', async () => {
  const file = join(directory, 'state.json');
  const contents = ['a', 'b'].map((letter) => letter.repeat(200_000));
  await writeFileAtomic(file, contents[0]!);
  const rounds = Array.from({ length: 10 }, (_, round) => contents[round % 2]!);
  const writes = rounds.reduce(
    (before, next) => before.then(() => writeFileAtomic(file, next)),
    Promise.resolve(),
  );
  const seen = rounds.map(() => readFile(file, 'utf8'));
  for (const content of await Promise.all(seen)) expect(contents).toContain(content);
  await writes;
  expect(await readdir(directory)).toEqual(['state.json']);
});

test('a write that fails leaves the old content and no draft', async () => {
  const target = join(directory, 'taken');
  await mkdir(join(target, 'child'), { recursive: true });
  await expect(writeFileAtomic(target, 'x')).rejects.toMatchObject({ code: expect.any(String) });
  expect(await readdir(directory)).toEqual(['taken']);
  expect(await readdir(target)).toEqual(['child']);
});

test('JSON is read; absence is undefined; half a document is an error that names the file', async () => {
  const file = join(directory, 'manifest.json');
  expect(await readJson(file)).toBeUndefined();
  await writeFileAtomic(file, '{"a":[1]}');
  expect(await readJson(file)).toEqual({ a: [1] });
  await writeFile(file, '{"a":[');
  await expect(readJson(file)).rejects.toThrow(/manifest\.json is not valid JSON/);
});

import { mkdtemp, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { ensureSecret, openSharedSecret, readSecret, type SharedSecret } from './shared-secret.ts';

let directory = '';
let clockMs = 0;
let lines: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gkg-secret-'));
  clockMs = 0;
  lines = [];
});
afterEach(() => rm(directory, { recursive: true }));

const logger = createLogger('test', {
  level: 'info',
  destination: { write: (line) => void lines.push(line) },
});
const file = () => join(directory, 'secret');

async function opened(text = 'first'): Promise<SharedSecret> {
  await writeFile(file(), `${text}\n`);
  return openSharedSecret(file(), { overlapMs: 60_000, logger, now: () => clockMs });
}

/** As a mounted secret is replaced: written beside, then moved over. */
async function replace(text: string, afterMs = 2000): Promise<void> {
  await writeFile(`${file()}.new`, text);
  await rename(`${file()}.new`, file());
  clockMs += afterMs;
}

test('a replaced file signs at once, and what it held before verifies until the overlap has passed', async () => {
  const secret = await opened();
  await replace('second');
  expect([await secret.current(), await secret.accepted()]).toEqual(['second', ['second', 'first']]);
  clockMs += 59_000;
  expect(await secret.accepted()).toEqual(['second', 'first']);
  clockMs += 1001;
  expect(await secret.accepted()).toEqual(['second']);
});

test('a link that is moved to another file is a replacement', async () => {
  await writeFile(join(directory, 'a'), 'first');
  await writeFile(join(directory, 'b'), 'other');
  await symlink('a', file());
  const secret = await openSharedSecret(file(), { overlapMs: 60_000, logger, now: () => clockMs });
  await symlink('b', `${file()}.new`);
  await rename(`${file()}.new`, file());
  clockMs += 2000;
  expect(await secret.current()).toBe('other');
});

test('replaced twice, each older text keeps its own end; put back, it is the current one only', async () => {
  const secret = await opened();
  await replace('second', 30_000);
  await secret.current();
  await replace('third', 20_000);
  expect(await secret.accepted()).toEqual(['third', 'second', 'first']);
  clockMs += 41_000;
  expect(await secret.accepted()).toEqual(['third', 'second']);
  await replace('second');
  expect(await secret.accepted()).toEqual(['second', 'third']);
});

test.for([
  ['is gone', () => rm(file())],
  ['is empty for a moment', () => writeFile(file(), '')],
] as const)('a file that %s changes nothing, and is said once', async ([, damage]) => {
  const secret = await opened();
  await damage();
  for (let i = 0; i < 3; i += 1) {
    clockMs += 2000;
    expect(await secret.accepted()).toEqual(['first']);
  }
  expect(lines.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
  await replace('second');
  expect(await secret.current()).toBe('second');
});

test('no secret is ever in the log', async () => {
  const secret = await opened('hunter-one');
  await replace('hunter-two');
  await secret.current();
  expect(lines.join('')).toContain('secret was replaced');
  expect(lines.join('')).not.toContain('hunter');
});

test('the file is not looked at more often than once a second, whoever asks', async () => {
  const secret = await opened();
  await replace('second', 900);
  expect(await Promise.all([secret.current(), secret.current()])).toEqual(['first', 'first']);
  clockMs += 200;
  expect(await Promise.all([secret.current(), secret.accepted()])).toEqual(['second', ['second', 'first']]);
});

test('a secret is its text without the white space around it', async () => {
  await writeFile(file(), '  YWJj\n');
  expect(await readSecret(file())).toBe('YWJj');
});

test('an empty or missing secret file is a setting to correct', async () => {
  const empty = join(directory, 'empty');
  await writeFile(empty, ' \n');
  const invalid = expect.objectContaining({ kind: 'config_invalid' });
  await expect(readSecret(empty)).rejects.toThrow(invalid);
  await expect(readSecret(join(directory, 'absent'))).rejects.toThrow(invalid);
});

test('several processes that make the secret at once agree on one, readable by its owner only', async () => {
  const made = join(directory, 'new', 'secret');
  const secrets = await Promise.all(Array.from({ length: 8 }, () => ensureSecret(made)));
  expect(new Set(secrets).size).toBe(1);
  expect((await readFile(made, 'utf8')).trim()).toBe(secrets[0]);
  expect((await stat(made)).mode & 0o777).toBe(0o600);
});

test('nothing is written beside a secret that is there: its directory may be read-only', async () => {
  await writeFile(file(), 'mounted\n');
  await utimes(directory, 1, 1);
  expect(await ensureSecret(file())).toBe('mounted');
  expect((await stat(directory)).mtimeMs).toBe(1000);
});

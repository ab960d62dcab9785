import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptTrees } from './kept-trees.ts';

let root: string;
let kept: KeptTrees;
const commit = 'a'.repeat(40);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gkg-kept-'));
  kept = open();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function open(options: { bytesMax?: number; freeBytesMin?: number } = {}): KeptTrees {
  return new KeptTrees({ directory: join(root, 'kept'), bytesMax: 100, freeBytesMin: 0, ...options });
}

function fetched(name: string): string {
  const directory = join(root, name);
  mkdirSync(join(directory, 'tree'), { recursive: true });
  writeFileSync(join(directory, 'tree', 'a.py'), name);
  return directory;
}

const give = (namespace: string, bytes = 10, to = kept) =>
  to.give(namespace, fetched(`fetch-${namespace}`), { commit, bytes });
const names = () => readdirSync(join(root, 'kept')).toSorted();

test('what was given is taken once, as it was', async () => {
  await give('7');
  const directory = join(root, 'sources', '7-1');
  expect(await kept.take('7', directory)).toEqual({ commit, bytes: 10 });
  expect(readFileSync(join(directory, 'tree', 'a.py'), 'utf8')).toBe('fetch-7');
  expect(await kept.take('7', join(root, 'other'))).toBeUndefined();
  expect(existsSync(join(root, 'other'))).toBe(false);
});

test('another process finds what is kept, and not what was taken', async () => {
  await give('7');
  await give('8');
  await kept.take('7', join(root, 'taken'));
  const next = open();
  expect(await next.take('7', join(root, 'x'))).toBeUndefined();
  expect(await next.take('8', join(root, 'y'))).toEqual({ commit, bytes: 10 });
});

test('a later tree of a namespace takes the place of an earlier one', async () => {
  await give('7');
  await kept.give('7', fetched('second'), { commit: 'b'.repeat(40), bytes: 20 });
  expect(names()).toEqual(['7']);
  expect(await kept.take('7', join(root, 'x'))).toEqual({ commit: 'b'.repeat(40), bytes: 20 });
});

test('the least recently used go when all together are too large', async () => {
  await give('1', 40);
  await give('2', 40);
  await kept.take('1', join(root, 'fetch-1'));
  await give('1', 40);
  await give('3', 40);
  expect(names()).toEqual(['1', '3']);
});

test('the order of use is known after a restart', async () => {
  for (const namespace of ['2', '1', '3']) {
    await give(namespace, 30);
    const later = Date.now() + 1;
    while (Date.now() < later);
  }
  await give('4', 30, open());
  expect(names()).toEqual(['1', '3', '4']);
});

test('one that is larger than all may be is not kept', async () => {
  await give('1', 40);
  await give('2', 101);
  expect(names()).toEqual(['1']);
  expect(existsSync(join(root, 'fetch-2'))).toBe(false);
});

test('nothing is kept on a volume with too little space', async () => {
  await give('1', 10, open({ freeBytesMin: Number.MAX_SAFE_INTEGER }));
  expect(names()).toEqual([]);
});

test.each([
  ['without a state', (directory: string) => rmSync(join(directory, 'state.json'))],
  [
    'with a torn state',
    (directory: string) => writeFileSync(join(directory, 'state.json'), '{"commit": "aaa'),
  ],
  [
    'of another boot, whose files a crash may have emptied',
    (directory: string) => {
      const file = join(directory, 'state.json');
      const state = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...state, boot: 'another' }));
    },
  ],
])('a tree %s is removed', async (_what, spoil) => {
  await give('7');
  spoil(join(root, 'kept', '7'));
  mkdirSync(join(root, 'kept', '.dropped-0123'));
  const next = open();
  expect(await next.take('7', join(root, 'x'))).toBeUndefined();
  expect(names()).toEqual([]);
});

test('a forgotten tree is gone', async () => {
  await give('7');
  await kept.forget('7');
  await kept.forget('8');
  expect(names()).toEqual([]);
});

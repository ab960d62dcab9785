import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { createLogger } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settleLeftovers } from './source-leftovers.ts';

let dataDir: string;
let calls: string[];
let isAway: boolean;
let stopping: AbortController;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gkg-leftovers-'));
  mkdirSync(join(dataDir, 'sources', 'lock'), { recursive: true });
  calls = [];
  isAway = false;
  stopping = new AbortController();
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const settle = () =>
  settleLeftovers(
    {
      dataDir,
      logger: createLogger('test', { level: 'silent' }),
      indexer: {
        cancelJobs(namespaces) {
          calls.push(`cancel ${[...namespaces].join(' ')}`);
          if (isAway) return Promise.reject(new GkgError('upstream_unavailable', 'away'));
          return Promise.resolve();
        },
      },
      lease: {
        remove(path) {
          calls.push('remove');
          rmSync(path, { recursive: true });
          return Promise.resolve();
        },
      },
    },
    stopping.signal,
  );

function leave(name: string): string {
  const tree = join(dataDir, 'sources', name);
  mkdirSync(tree);
  return tree;
}

test('jobs are canceled before the trees that they may be reading are removed', async () => {
  const trees = [leave('7-1-aa'), leave('12-2-bb')];
  await settle();
  expect(calls).toEqual(['cancel 12 7', 'remove', 'remove']);
  expect([...trees, join(dataDir, 'sources', 'lock')].map((tree) => existsSync(tree))).toEqual([
    false,
    false,
    true,
  ]);
});

test('while the indexer cannot be asked no tree is removed', async () => {
  const tree = leave('7-1-aa');
  isAway = true;
  let isSettled = false;
  const settled = settle().then(() => (isSettled = true));
  await expect.poll(() => calls.length, { timeout: 5000 }).toBeGreaterThan(2);
  expect([isSettled, existsSync(tree)]).toEqual([false, true]);
  isAway = false;
  await settled;
  expect(existsSync(tree)).toBe(false);
});

test('without a tree the indexer is not needed', async () => {
  isAway = true;
  await settle();
  expect(calls).toEqual([]);
});

test('a stop ends the waiting', async () => {
  const tree = leave('7-1-aa');
  isAway = true;
  const settled = settle();
  stopping.abort();
  await settled;
  expect(existsSync(tree)).toBe(true);
});

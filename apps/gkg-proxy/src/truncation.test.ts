import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { createLogger, manifestFileName, stagedDir } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTruncation, type Truncation } from './truncation.ts';

let dataDir: string;
let graphs: number[];
let setAside: number[];
let isAway: boolean;
let calls: string[];
let stopping: AbortController;
let run: Promise<void>;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gkg-truncation-'));
  graphs = [7, 8];
  setAside = [9];
  isAway = false;
  calls = [];
  stopping = new AbortController();
  run = Promise.resolve();
  for (const directory of ['cache/7', 'cache/lock']) {
    mkdirSync(join(dataDir, directory), { recursive: true });
  }
});
afterEach(async () => {
  stopping.abort();
  await run;
  rmSync(dataDir, { recursive: true });
});

async function open(truncate: 'obey' | 'keep' = 'obey'): Promise<Truncation> {
  const list = () => {
    if (isAway) return Promise.reject(new GkgError('upstream_unavailable', 'away'));
    const served = graphs.map((id) => ({ namespace_id: id, commit: null }));
    const wished = { project_id: null, reason: 'corrupt', since: '' } as const;
    return Promise.resolve({
      graphs: served,
      rebuild: setAside.map((id) => ({ namespace_id: id, ...wished })),
    });
  };
  const note = (call: string) => Promise.resolve(void calls.push(call));
  const truncation = await openTruncation({
    config: { dataDir, truncate },
    logger: createLogger('test', { level: 'silent' }),
    webserver: { list, drop: (id) => note(`drop ${id}`), servedCommit: () => Promise.resolve(null) },
    hold: () => note('hold'),
    letGo: () => void calls.push('let go'),
    forget: () => note('forget'),
  });
  run = truncation.run(stopping.signal);
  return truncation;
}

const order = () => join(dataDir, 'truncate.json');

test('everything of the node goes, its tasks stand still meanwhile, and the locks stay', async () => {
  const staged = stagedDir(dataDir, 11, 'job');
  mkdirSync(staged, { recursive: true });
  writeFileSync(join(staged, manifestFileName), '{}');
  await (await open()).order();
  await expect.poll(() => calls.at(-1)).toBe('let go');
  expect(calls).toEqual(['hold', 'forget', 'drop 7', 'drop 8', 'drop 9', 'drop 11', 'let go']);
  expect(readdirSync(join(dataDir, 'cache'))).toEqual(['lock']);
  expect(existsSync(order())).toBe(false);
});

test('an order is not lost with the process, and no task begins before it is carried out', async () => {
  isAway = true;
  await (await open()).order();
  await expect.poll(() => calls.includes('forget')).toBe(true);
  stopping.abort();
  await run;
  expect(existsSync(order())).toBe(true);
  expect(calls).not.toContain('let go');

  [stopping, calls, isAway] = [new AbortController(), [], false];
  await open();
  await expect.poll(() => calls.at(-1)).toBe('let go');
  expect(calls.slice(0, 3)).toEqual(['hold', 'forget', 'drop 7']);
});

test('while the webserver is away it is tried again', async () => {
  isAway = true;
  await (await open()).order();
  await expect.poll(() => calls.includes('forget')).toBe(true);
  isAway = false;
  await expect.poll(() => calls.at(-1), { timeout: 5000 }).toBe('let go');
});

test('an operator may keep the data', async () => {
  await (await open('keep')).order();
  expect([calls, existsSync(order()), readdirSync(join(dataDir, 'cache'))]).toEqual([
    [],
    false,
    ['7', 'lock'],
  ]);
});

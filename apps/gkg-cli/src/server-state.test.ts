import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readServerState, removeServerState, writeServerState } from './server-state.ts';

const urls = {
  coordinator: 'http://127.0.0.1:1',
  proxy: 'http://127.0.0.1:2',
  indexer: 'http://127.0.0.1:3',
  webserver: 'http://127.0.0.1:4',
};
let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gkg-state-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a running server is found by its data directory until it stops', async () => {
  expect(await readServerState(dataDir)).toBeNull();
  await writeServerState(dataDir, urls);
  expect((await readServerState(dataDir))?.urls).toEqual(urls);
  await removeServerState(dataDir);
  expect(await readServerState(dataDir)).toBeNull();
});

test('the state of a process that is gone is not believed, even when its id was given away', async () => {
  await writeServerState(dataDir, urls);
  const file = join(dataDir, 'server.json');
  const state = JSON.parse(readFileSync(file, 'utf8')) as { process: { startTime: string } };
  state.process.startTime = '1';
  writeFileSync(file, JSON.stringify(state));
  expect(await readServerState(dataDir)).toBeNull();
});

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openServiceLog } from './service-log.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gkg-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a log that is full begins anew under its writer, and keeps what it held before', () => {
  const log = openServiceLog(join(directory, 'logs', 'gkg-indexer.log'));
  writeSync(log.descriptor, 'one\n');
  log.limit(4);
  expect(log.text()).toBe('one\n');
  writeSync(log.descriptor, 'two\n');
  log.limit(4);
  writeSync(log.descriptor, 'three\n');
  expect(log.text()).toBe('three\n');
  expect(readFileSync(`${log.file}.1`, 'utf8')).toBe('one\ntwo\n');
  log.closeDescriptor();
});

test('the log of the run before is kept', () => {
  const file = join(directory, 'gkg-proxy.log');
  appendFileSync(file, 'why it ended\n');
  const log = openServiceLog(file);
  expect(log.text()).toBe('');
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('why it ended\n');
  log.closeDescriptor();
});

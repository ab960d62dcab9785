import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { median } from './bench/compare.ts';
import { corpora } from './bench/corpora.ts';
import { exceeded } from './bench/gate.ts';
import { missedGoals } from './bench/goals.ts';
import { exponent } from './bench/growth-fit.ts';
import { growthPlot } from './bench/growth-plot.ts';
import { measure } from './bench/measure.ts';
import { problems, timeRow } from './bench/report.ts';
import { benchmarksDocument } from './bench/document.ts';
import { type CorpusResult, documentPath, readResults } from './bench/results.ts';
import { readZip } from './bench/zip.ts';
import { root } from './source-files.ts';

const figures = (wallSeconds: number) => ({
  wallSeconds,
  cpuSeconds: wallSeconds,
  peakBytes: wallSeconds * 1e8,
  made: { files: 1, nodes: 2, edges: 3, graphBytes: 4 },
});

const result: CorpusResult = {
  name: 'flask',
  language: 'Python',
  size: 'small',
  source: 'flask 3.0.3',
  runs: 3,
  sources: { files: 24, lines: 9024, bytes: 329_808 },
  problem: null,
  outcomes: { gkg: figures(1.5), floor: figures(1), codegraph: { failure: 'ended with 1' } },
};

test('the corpora are many, in three sizes, each once, and every archive is pinned', () => {
  expect(new Set(corpora.map(({ name }) => name)).size).toBe(corpora.length);
  expect(new Set(corpora.map(({ size }) => size)).size).toBe(3);
  expect(new Set(corpora.map(({ language }) => language)).size).toBeGreaterThanOrEqual(10);
  expect(corpora.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256))).toEqual([]);
});

test('a row shows ratios, and what could not be measured is said', () => {
  expect(timeRow(result)).toEqual(['flask', 'Python', '9 024', '1.50', '1.00', '–', '–', '1.50']);
  expect(problems(result)).toEqual(['flask: codegraph ended with 1']);
  expect(problems({ ...result, problem: 'npm: no network' })).toEqual([
    'flask: not reachable (npm: no network)',
  ]);
});

test('a goal that is missed, or was not measured, is named', () => {
  expect(missedGoals(result)).toEqual(['flask: codegraph was not measured']);
  const slow = { ...result, outcomes: { gkg: figures(3), floor: figures(1), codegraph: figures(2) } };
  expect(missedGoals(slow)).toHaveLength(2);
});

test.runIf(existsSync(join(root, documentPath)))('the document says what was measured last', async () => {
  expect(readFileSync(join(root, documentPath), 'utf8')).toBe(await benchmarksDocument(readResults()));
});

test('the gate lets a ratio pass within its margin', () => {
  const gate = { recorded: { cpu: 2, wall: 2 }, margin: { cpu: 0.5, wall: 1 } };
  expect(exceeded({ cpu: 2.9, wall: 3.9 }, gate)).toEqual([]);
  expect(exceeded({ cpu: null, wall: 4.1 }, gate)).toHaveLength(1);
});

test('medians, and the power that time grows with', () => {
  expect([median([3, 1, 2]), median([4, 1])]).toEqual([2, 2.5]);
  const point = (lines: number, seconds: number) => ({
    lines,
    files: 1,
    outcomes: { gkg: figures(seconds) },
  });
  const points = [point(1000, 1), point(1e5, 2), point(1e6, 20), point(5e6, 100)];
  expect(exponent(points)?.seconds).toBeCloseTo(1);
  expect(exponent(points.slice(0, 2))).toBeNull();
  const plot = growthPlot([{ language: 'Python', corpus: 'django', points }]);
  expect(plot.match(/<circle/g)).toHaveLength(2 * points.length);
  expect(plot).not.toContain('NaN');
});

const run = (code: string, residentBytesMax = 1e9) =>
  measure({ file: process.execPath, args: ['-e', code], env: {} }, { timeoutMs: 20_000, residentBytesMax });

test('a process is measured whole, with what it says when it fails', async () => {
  const { wallSeconds, stdout } = await run('setTimeout(() => console.log("done"), 200)');
  expect(stdout).toBe('done\n');
  expect(wallSeconds).toBeGreaterThan(0.19);
  await expect(run('console.error("no"); process.exit(3)')).rejects.toThrow('ended with 3: no');
});

test.runIf(process.platform === 'linux')('its processor time is known, and its memory bounded', async () => {
  const { cpuSeconds } = await run('for (const end = Date.now() + 200; Date.now() < end; );');
  expect(cpuSeconds).toBeGreaterThan(0.01);
  await expect(run('setInterval(() => 0, 1000)', 1e6)).rejects.toThrow(/MB of memory/);
});

test('a zip archive is read by its directory, stored entries and deflated ones', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-zip-'));
  try {
    const file = join(directory, 'a.zip');
    writeFileSync(file, zipOf({ 'a.py': 'x = 1\n', 'b/c.py': 'y = 2\n'.repeat(100) }));
    const read = readZip(file).map((entry) => [entry.path, entry.content().length]);
    expect(read).toEqual([
      ['a.py', 6],
      ['b/c.py', 600],
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

/** The smallest archive of these files: short ones stored, long ones deflated. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const [entries, directory]: Buffer[][] = [[], []];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const isStored = text.length < 100;
    const packed = isStored ? Buffer.from(text) : deflateRawSync(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(path.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(isStored ? 0 : 8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt16LE(path.length, 28);
    central.writeUInt32LE(at, 42);
    entries!.push(local, Buffer.from(path), packed);
    directory!.push(central, Buffer.from(path));
    at += 30 + path.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...entries!, ...directory!, end]);
}

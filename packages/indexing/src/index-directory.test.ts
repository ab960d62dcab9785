import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openGraph, publishStaged, readManifest, verifyChecksum } from '@gkg/graph-store';
import type { Publisher } from '@gkg/graph-store';
import { GkgError } from '@gkg/protocol';
import type { JobProgress } from '@gkg/protocol';
import { acquireLease, createUndo, diskSpace, graphFileName, partLock, stagedRoot } from '@gkg/runtime';
import type { Undo } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadingPoolBytes } from './draft-graph.ts';
import { indexDirectory } from './index-directory.ts';
import type { IndexDirectoryRequest } from './index-directory.ts';

let undo: Undo;
let root = '';
beforeEach(async () => {
  undo = createUndo();
  root = await mkdtemp(join(tmpdir(), 'gkg-indexing-'));
  undo.add(() => rm(root, { recursive: true }));
});
afterEach(() => undo.run());

const files = {
  'shop/cart.py': 'class Cart:\n    def total(self):\n        return price()\n\ndef price():\n    return 1\n',
  'shop/main.py': 'from shop.cart import Cart\n\nCart().total()\n',
  'README.md': '# Shop\n',
};

async function writeFiles(directory: string, contents: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return directory;
}

const dataDir = () => join(root, 'data');

async function publisher(): Promise<Publisher> {
  const lease = await acquireLease(partLock(dataDir(), 'graphs'));
  undo.add(() => lease.release());
  return { dataDir: dataDir(), lease };
}

const staged = () => readdir(stagedRoot(dataDir())).catch(() => []);

function index(request: Partial<IndexDirectoryRequest> & { directory: string }, signal?: AbortSignal) {
  const progress: JobProgress[] = [];
  const whole = { namespaceId: 7, projectId: 3, dataDir: dataDir(), threads: 1, job: 'j1', ...request };
  const indexed = indexDirectory(whole, { onProgress: (step) => progress.push(step) }, signal);
  return { indexed, progress };
}

test('a directory becomes a staged graph with a manifest that says what is in it', async () => {
  const directory = await writeFiles(join(root, 'shop-app'), files);
  const { indexed, progress } = index({ directory, commit: 'abc' });
  const { manifest, statistics, stagedDir } = await indexed;
  expect(await readdir(stagedDir)).toEqual([graphFileName, 'manifest.json']);
  expect(await readManifest(stagedDir)).toEqual(manifest);
  await verifyChecksum(stagedDir, manifest);
  expect(manifest).toMatchObject({ namespace_id: 7, project_id: 3, project: 'shop-app', commit: 'abc' });
  expect(statistics).toMatchObject({
    files: 3,
    files_parsed: 2,
    files_skipped: { unsupported: 1 },
    languages: { python: 2 },
    nodes: { File: 3 },
  });
  expect(statistics.peak_memory_bytes).toBeGreaterThan(10_000_000);
  const phases = ['scan', 'parse', 'resolve', 'load', 'checkpoint', 'stage'];
  expect(Object.keys(statistics.phase_seconds)).toEqual(phases);
  expect([...new Set(progress.map((step) => step.phase))]).toEqual(phases);
});

test('what was staged can be published and asked', async () => {
  const directory = await writeFiles(join(root, 'shop'), files);
  const { manifest, stagedDir } = await index({ directory }).indexed;
  const { version } = await publishStaged(await publisher(), 7, stagedDir);
  const graph = await openGraph(version.file);
  undo.add(() => graph.close());
  const rows = await graph.query('MATCH (d:Definition) RETURN d.fqn AS fqn ORDER BY fqn');
  expect(rows).toHaveLength(manifest.counts.nodes['Definition']!);
  expect(JSON.stringify(rows)).toContain('total');
});

test('a package that is the directory itself is called as is said, wherever it lies', async () => {
  const directory = await writeFiles(join(root, 'attempt-1'), {
    '__init__.py': '',
    'pay.py': 'def charge(): pass\n',
  });
  const { stagedDir } = await index({ directory, rootName: 'shop' }).indexed;
  const { version } = await publishStaged(await publisher(), 7, stagedDir);
  const graph = await openGraph(version.file);
  undo.add(() => graph.close());
  const rows = await graph.query(`MATCH (d:Definition {name: 'charge'}) RETURN d.fqn AS fqn`);
  expect(rows).toEqual([{ fqn: 'shop.pay.charge' }]);
});

test('a manifest gives its dependencies; a broken one says so, and the rest is indexed', async () => {
  const directory = await writeFiles(join(root, 'shop'), {
    ...files,
    'requirements.txt': 'django>=5\n-r more.txt\n',
    'more.txt': 'requests\n',
    'web/package.json': '{"dependencies": ',
  });
  const { statistics, stagedDir } = await index({ directory }).indexed;
  expect(statistics.files_skipped).toEqual({ unsupported: 1, broken_manifest: 1 });
  expect(statistics.languages).toEqual({ python: 2, requirements: 2 });
  const { version } = await publishStaged(await publisher(), 7, stagedDir);
  const graph = await openGraph(version.file);
  undo.add(() => graph.close());
  const rows = await graph.query(
    'MATCH (f:File)-[:DEPENDS_ON]->(d:Dependency) RETURN f.path AS file, d.id AS id, d.requirement AS asked ORDER BY file, id',
  );
  expect(rows).toEqual([
    { file: 'more.txt', id: 'more.txt::requests', asked: '' },
    { file: 'requirements.txt', id: 'more.txt::requests', asked: '' },
    { file: 'requirements.txt', id: 'requirements.txt::django', asked: '>=5' },
  ]);
});

test.for([
  ['directory_missing', (path: string) => Promise.resolve(path)],
  ['not_a_directory', async (path: string) => (await writeFile(path, ''), path)],
  ['no_files', (path: string) => writeFiles(path, {})],
  ['no_supported_language', (path: string) => writeFiles(path, { 'notes.xyz': 'hello\n' })],
] as const)('a source that cannot be indexed is %s, and leaves nothing', async ([kind, make]) => {
  const directory = await make(join(root, 'source'));
  await expect(index({ directory }).indexed).rejects.toMatchObject({ kind, name: 'GkgError' });
  expect(await staged()).toEqual([]);
});

test.for(['scan', 'parse', 'load', 'stage'])(
  'an abort during %s ends the run and leaves nothing',
  async (phase) => {
    const directory = await writeFiles(join(root, 'shop'), files);
    const canceled = new AbortController();
    const reason = new GkgError('job_canceled', 'Canceled.');
    const hooks = {
      onProgress: (step: JobProgress) => {
        if (step.phase === phase) canceled.abort(reason);
      },
    };
    const request = { directory, namespaceId: 7, projectId: 3, dataDir: dataDir(), threads: 1 };
    await expect(indexDirectory(request, hooks, canceled.signal)).rejects.toBe(reason);
    expect(await staged()).toEqual([]);
  },
);

test('below the watermark no work starts', async () => {
  const directory = await writeFiles(join(root, 'shop'), files);
  const { indexed, progress } = index({ directory, diskFreeBytesMin: Number.MAX_SAFE_INTEGER });
  await expect(indexed).rejects.toMatchObject({ kind: 'disk_full' });
  expect(progress).toEqual([]);
});

/** A volume of its own that small data fills; undefined where mounting is not allowed. */
function mountSmallVolume(directory: string, bytes: number): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  undo.add(() => execFileSync('umount', ['-l', directory]));
  return directory;
}

test('a volume that runs full while the graph is loaded is disk_full, and leaves nothing', async (context) => {
  const directory = await writeFiles(join(root, 'shop'), files);
  await mkdir(join(root, 'small'));
  const small = mountSmallVolume(join(root, 'small'), 200_000);
  if (small === undefined) return context.skip('mounting is not allowed here');
  await expect(index({ directory, dataDir: small }).indexed).rejects.toMatchObject({ kind: 'disk_full' });
  expect(await readdir(stagedRoot(small))).toEqual([]);
});

test('no job starts without room for another graph like the one before', async (context) => {
  const directory = await writeFiles(join(root, 'shop'), files);
  await mkdir(dataDir());
  const volume = mountSmallVolume(dataDir(), 64_000_000);
  if (volume === undefined) return context.skip('mounting is not allowed here');
  const first = await index({ directory }).indexed;
  await publishStaged(await publisher(), 7, first.stagedDir);
  const { freeBytes } = await diskSpace(volume);
  const diskFreeBytesMin = freeBytes - first.manifest.graph_bytes;
  const again = index({ directory, job: 'j2', diskFreeBytesMin }).indexed;
  await expect(again).rejects.toMatchObject({ kind: 'disk_full' });
  await index({ directory, job: 'j3', namespaceId: 8, diskFreeBytesMin }).indexed;
  expect(await staged()).toContain('8-j3');
});

test('the engine is given more memory for a larger repository, within bounds', () => {
  const mebibyte = 1024 * 1024;
  expect(loadingPoolBytes(1000)).toBe(512 * mebibyte);
  expect(loadingPoolBytes(500 * mebibyte)).toBe(2000 * mebibyte);
  expect(loadingPoolBytes(50_000 * mebibyte)).toBe(4096 * mebibyte);
});

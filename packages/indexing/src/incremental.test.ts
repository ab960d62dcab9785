import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exportGraph, openGraph, publishStaged } from '@gkg/graph-store';
import type { IndexStatistics } from '@gkg/protocol';
import { acquireLease, createUndo, graphFileName, partLock } from '@gkg/runtime';
import type { Lease, Undo } from '@gkg/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { indexDirectory, indexWithMemory } from './index-directory.ts';
import { openMemory } from './indexing-memory.ts';

let undo: Undo;
let root = '';
let lease: Lease;
beforeEach(async () => {
  undo = createUndo();
  root = await mkdtemp(join(tmpdir(), 'gkg-incremental-'));
  undo.add(() => rm(root, { recursive: true }));
  // Beside the data directory, which a test may empty.
  lease = await acquireLease(partLock(join(root, 'lease'), 'graphs'));
  undo.add(() => lease.release());
});
afterEach(() => undo.run());

const mebibyte = 1024 * 1024;
const quiet = { onProgress: () => undefined };
const cacheBytesMax = 64 * mebibyte;
/** Graphs as small as these are changed, too, lest the test were of something else. */
const limits = { keptSourceBytesMax: 64 * mebibyte, updatedRowsMin: 0 };

/** A repository that is indexed and published again and again by one process. */
function openProject(directory: string) {
  const request = {
    directory,
    namespaceId: 7,
    projectId: 7,
    dataDir: join(root, 'data'),
    threads: 1,
    cacheBytesMax,
  };
  let memory = openMemory(request, limits);
  undo.add(() => memory.close());
  let job = 0;
  return {
    async index(): Promise<{ text: string; statistics: IndexStatistics }> {
      const failures: unknown[] = [];
      const hooks = { ...quiet, onGivenUp: (error: unknown) => failures.push(error) };
      const { statistics, stagedDir } = await indexWithMemory(
        memory,
        { ...request, job: `j${String((job += 1))}` },
        hooks,
      );
      const { version, retired } = await publishStaged({ dataDir: request.dataDir, lease }, 7, stagedDir);
      if (retired !== null) await lease.remove(retired);
      expect(failures).toEqual([]);
      return { text: await exported(version.file), statistics };
    },
    /** What a process that was killed and started again knows: what is on disk. */
    async restart() {
      await memory.close();
      memory = openMemory(request, limits);
    },
  };
}

async function exported(file: string): Promise<string> {
  const graph = await openGraph(file);
  try {
    const lines: string[] = [];
    for await (const line of exportGraph(graph)) lines.push(line);
    return lines.join('\n');
  } finally {
    await graph.close();
  }
}

/** The export of a graph that is made by a process that knows nothing. */
async function cleanBuild(directory: string): Promise<string> {
  const dataDir = join(root, 'clean');
  const { stagedDir } = await indexDirectory(
    { directory, namespaceId: 7, projectId: 7, dataDir, threads: 1 },
    quiet,
  );
  const text = await exported(join(stagedDir, graphFileName));
  await rm(dataDir, { recursive: true });
  return text;
}

const sources: Readonly<Record<string, string>> = {
  'shop/__init__.py': '',
  'shop/cart.py':
    'from shop.price import price, Tax\n\nclass Cart:\n    def __init__(self):\n        self.tax = Tax()\n\n    def total(self):\n        return price() + self.tax.rate()\n',
  'shop/price.py': 'def price():\n    return 1\n\nclass Tax:\n    def rate(self):\n        return 2\n',
  'shop/main.py': 'from shop.cart import Cart\nimport os\n\nCart().total()\nos.getcwd()\n',
  'web/app.ts': "import { total } from './total';\nexport const shown = () => total([1]);\n",
  'web/total.ts': 'export function total(all: number[]) {\n  return all.map((one) => one).length;\n}\n',
  'web/package.json': '{ "name": "web", "dependencies": { "left-pad": "1" } }\n',
  'lib/shape.h': 'struct Shape { int area(); };\n',
  'lib/shape.cc':
    '#include "shape.h"\nint Shape::area() { return 1; }\nint main() { Shape s; return s.area(); }\n',
  'README.md': '# Shop\n',
};

function writeSources(directory: string, files: Readonly<Record<string, string>> = sources): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

test('one changed file is all that is parsed, and the graph is changed in place of made anew', async () => {
  const directory = join(root, 'shop-app');
  // Enough that a few rows are few.
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`more/m${String(at)}.py`, 'def f(): pass\ndef g(): f()\n']),
  );
  writeSources(directory, { ...sources, ...many });
  const project = openProject(directory);
  const first = await project.index();
  expect(first.statistics).toMatchObject({ graph_made_from: 'rows' });
  writeSources(directory, {
    'shop/price.py': `${sources['shop/price.py']!}\ndef discount():\n    return price()\n`,
  });
  const second = await project.index();
  expect(second.statistics).toMatchObject({ files_extracted: 1, graph_made_from: 'previous' });
  expect(second.text).toContain('"shop.price.discount"');
  expect(second.text).toBe(await cleanBuild(directory));
  const third = await project.index();
  expect(third.statistics).toMatchObject({ files_extracted: 0, graph_made_from: 'previous' });
  expect(third.text).toBe(second.text);
});

test('a process that starts again parses only what changed since', async () => {
  const directory = join(root, 'shop-app');
  writeSources(directory);
  const project = openProject(directory);
  await project.index();
  await project.restart();
  writeSources(directory, { 'web/total.ts': 'export function total() { return 2; }\n' });
  const { text, statistics } = await project.index();
  expect(statistics).toMatchObject({ files_extracted: 1, graph_made_from: 'rows' });
  expect(text).toBe(await cleanBuild(directory));
});

test('a renamed file and one that is copied are not parsed again', async () => {
  const directory = join(root, 'shop-app');
  writeSources(directory);
  const project = openProject(directory);
  await project.index();
  renameSync(join(directory, 'shop/price.py'), join(directory, 'shop/prices.py'));
  cpSync(join(directory, 'shop/cart.py'), join(directory, 'shop/basket.py'));
  const { text, statistics } = await project.index();
  expect(statistics.files_extracted).toBe(0);
  expect(text).toBe(await cleanBuild(directory));
});

test('a file that is written twice within a tick of the clock, at equal size, is read both times', async () => {
  const directory = join(root, 'shop-app');
  writeSources(directory);
  const project = openProject(directory);
  for (const name of ['first', 'other', 'third', 'forth']) {
    writeSources(directory, { 'shop/price.py': `def ${name}(): pass\n` });
    const { text } = await project.index();
    expect(text).toContain(`shop.price.${name}`);
  }
});

const cacheFile = () => join(root, 'data', 'cache', '7', 'extractions');

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
  ['damaged in the middle', (bytes: Buffer) => bytes.fill(0xa5, bytes.length >> 1, (bytes.length >> 1) + 20)],
  ['of another version', (bytes: Buffer) => Buffer.concat([Buffer.from('gkg extractions 0\n'), bytes])],
  ['no such file', () => Buffer.from('not a cache')],
  ['empty', () => Buffer.alloc(0)],
  [
    'with a length that is too large',
    (bytes: Buffer) => (bytes.writeUInt32LE(0xffffffff, bytes.indexOf(10) + 5), bytes),
  ],
])('a cache that is %s costs time only', async (_, damage) => {
  const directory = join(root, 'shop-app');
  writeSources(directory);
  const project = openProject(directory);
  const { text } = await project.index();
  await project.restart();
  writeFileSync(cacheFile(), damage(readFileSync(cacheFile())));
  await project.restart();
  const again = await project.index();
  expect(again.text).toBe(text);
  expect(again.statistics.files_extracted).toBeGreaterThan(0);
  await project.restart();
  expect((await project.index()).statistics.files_extracted).toBe(0);
});

test('where the cache cannot be, the directory is indexed without', async () => {
  const directory = join(root, 'shop-app');
  writeSources(directory);
  mkdirSync(join(root, 'data'), { recursive: true });
  writeFileSync(join(root, 'data', 'cache'), 'a file in its way');
  const project = openProject(directory);
  const { text } = await project.index();
  expect(text).toBe(await cleanBuild(directory));
});

test('a graph that somebody else has published since is not changed, but made anew', async () => {
  const directory = join(root, 'shop-app');
  writeSources(directory);
  const project = openProject(directory);
  await project.index();
  const other = { directory: join(root, 'other'), namespaceId: 7, projectId: 7, dataDir: join(root, 'data') };
  writeSources(other.directory, { 'only.py': 'def only(): pass\n' });
  const { stagedDir } = await indexDirectory(other, quiet);
  await publishStaged({ dataDir: other.dataDir, lease }, 7, stagedDir);
  const { text, statistics } = await project.index();
  expect(statistics.graph_made_from).toBe('rows');
  expect(text).toBe(await cleanBuild(directory));
});

/** One step of a history: what a person does to a working tree between two commits. */
type Step =
  | { readonly kind: 'edit'; readonly file: number; readonly line: number; readonly text: string }
  | { readonly kind: 'delete' | 'rename' | 'copy' | 'move'; readonly file: number; readonly name: number }
  | { readonly kind: 'branch' | 'merge' | 'checkout' | 'revert'; readonly name: number };

const lines = fc.constantFrom(
  '',
  '# a comment',
  'def added(): return price()',
  'class Added(Tax): pass',
  'from shop.cart import Cart as Basket',
  'import shop.price',
  'x = Cart().total()',
  'export function total() { return 0; }',
  "import { shown } from './app';",
  'int area() { return main(); }',
  '(((',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('edit'), file: fc.nat(20), line: fc.nat(6), text: lines }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete', 'rename', 'copy', 'move'),
      file: fc.nat(20),
      name: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('branch', 'merge', 'checkout', 'revert'), name: fc.nat(2) }),
  },
);

function git(directory: string, ...args: readonly string[]): void {
  const inert = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...inert, ...args], { cwd: directory, stdio: 'ignore' });
}

function tryGit(directory: string, ...args: readonly string[]): void {
  try {
    git(directory, ...args);
  } catch {
    // A merge that conflicts, a branch that is not there: the tree is as git left it.
  }
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.git'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function take(directory: string, step: Step): void {
  if (!('file' in step)) {
    const branch = `b${String(step.name)}`;
    if (step.kind === 'branch') tryGit(directory, 'checkout', '-q', '-B', branch);
    else if (step.kind === 'revert') tryGit(directory, 'reset', '-q', '--hard', `HEAD~${String(step.name)}`);
    else tryGit(directory, step.kind, '-q', branch);
    return;
  }
  const all = filesOf(directory);
  const file = all[step.file % all.length];
  if (file === undefined) return;
  if (step.kind === 'edit') {
    const text = readFileSync(file, 'utf8').split('\n');
    text.splice(step.line, step.text === '' ? 1 : 0, step.text);
    writeFileSync(file, text.join('\n'));
  } else if (step.kind === 'delete' && all.length > 3) rmSync(file);
  else if (step.kind !== 'delete') {
    const target = join(
      step.kind === 'move' ? directory : dirname(file),
      `n${String(step.name)}${file.slice(file.lastIndexOf('.'))}`,
    );
    if (existsSync(target)) return;
    if (step.kind === 'copy') cpSync(file, target);
    else renameSync(file, target);
  }
}

function commit(directory: string): void {
  git(directory, 'add', '-A');
  git(directory, 'commit', '-q', '--allow-empty', '-m', 'step');
}

/** `GKG_TEST_RUNS` makes the long run; what fails prints its seed and steps. */
const runs = Number(process.env['GKG_TEST_RUNS'] ?? 3);

test(
  'after any history the graph is the one of a clean build, byte for byte',
  { timeout: runs * 60_000 },
  async () => {
    const histories = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), {
      minLength: 2,
      maxLength: 6,
    });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const directory = join(root, `history${String((number += 1))}`, 'shop-app');
        writeSources(directory);
        git(directory, 'init', '-q', '-b', 'main');
        commit(directory);
        await rm(join(root, 'data'), { recursive: true, force: true });
        const project = openProject(directory);
        await project.index();
        for (const steps of history) {
          for (const each of steps) take(directory, each);
          if (filesOf(directory).length === 0) continue;
          commit(directory);
          const { text } = await project.index();
          expect(text).toBe(await cleanBuild(directory));
        }
      }),
      { numRuns: runs },
    );
  },
);

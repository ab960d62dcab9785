import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allLanguages } from '@gkg/code-graph';
import { openGraph } from '@gkg/graph-store';
import { createUndo, graphFileName } from '@gkg/runtime';
import type { Undo } from '@gkg/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { branches, definitions, elseBranches, shapes, whole } from './hostile-sources.fixture.ts';
import { indexDirectory } from './index-directory.ts';
import type { IndexDirectoryRequest } from './index-directory.ts';

let undo: Undo;
let root = '';
beforeEach(async () => {
  undo = createUndo();
  root = await mkdtemp(join(tmpdir(), 'gkg-hostile-'));
  undo.add(() => rm(root, { recursive: true }));
});
afterEach(() => undo.run());

type Contents = Readonly<Record<string, string | Buffer>>;

/** Indexes the files and gives the graph: why each file was skipped, and what the statements find. */
async function indexed(files: Contents, limits: Partial<IndexDirectoryRequest> = {}) {
  const directory = join(root, 'source');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  const request = { directory, namespaceId: 1, projectId: 1, dataDir: join(root, 'data'), ...limits };
  const started = performance.now();
  const { statistics, stagedDir } = await indexDirectory(request, { onProgress: () => undefined });
  const graph = await openGraph(join(stagedDir, graphFileName));
  undo.add(() => graph.close());
  const rows = await graph.query(
    'MATCH (f:File) RETURN f.path AS path, f.skip_reason AS reason ORDER BY path',
  );
  return {
    statistics,
    graph,
    seconds: (performance.now() - started) / 1000,
    reasons: Object.fromEntries(rows.map(({ path, reason }) => [String(path), String(reason)])),
  };
}

const minute = 60_000;
const gib = 1024 ** 3;
const languages = await allLanguages();
const extensions = languages.map((language) => language.extensions[0]!);

test('every language has its hostile sources', () => {
  expect(extensions.filter((extension) => shapes[extension] === undefined)).toEqual([]);
});

/** What must not be read, by the reason that it gets. */
function unreadable(extension: string): Contents {
  const good = whole(extension, shapes[extension]!.fn('hidden'));
  return {
    [`nul.${extension}`]: `${good}\0${good}`,
    [`invalid.${extension}`]: Buffer.concat([Buffer.from(good), Buffer.from([0xc3, 0x28, 0xff])]),
    [`utf16.${extension}`]: Buffer.from(good.repeat(3), 'utf16le'),
    [`pointer.${extension}`]: 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n',
    [`line.${extension}`]: whole(extension, `${'x'.repeat(100_000)}\n`),
  };
}

const reasonsOfUnreadable = {
  nul: 'binary',
  invalid: 'not_utf8',
  utf16: 'not_utf8',
  pointer: 'lfs_pointer',
  line: 'minified',
};

function hostile(extension: string): Contents {
  const { fn, nested, selfBase } = shapes[extension]!;
  return {
    [`definitions.${extension}`]: whole(extension, definitions(extension, 2000)),
    [`branches.${extension}`]: whole(extension, branches(extension, 10_000)),
    [`chain.${extension}`]: whole(extension, elseBranches(extension, 10_000)),
    [`deep.${extension}`]: whole(extension, nested?.(100_000) ?? ''),
    [`own.${extension}`]: whole(extension, selfBase ?? ''),
    [`mark.${extension}`]: Buffer.from(`\uFEFF${whole(extension, fn('marked'))}`, 'utf16le'),
    [`good.${extension}`]: whole(extension, fn('survivor')),
  };
}

test.for(extensions)(
  'hostile .%s files get their reasons, and the rest is indexed',
  { timeout: 2 * minute },
  async (extension) => {
    const files = { ...unreadable(extension), ...hostile(extension) };
    const { reasons, graph, seconds, statistics } = await indexed(files);
    for (const [name, reason] of Object.entries(reasonsOfUnreadable))
      expect.soft([name, reasons[`${name}.${extension}`]]).toEqual([name, reason]);
    for (const name of ['definitions', 'branches', 'own', 'mark', 'good'])
      expect.soft([name, reasons[`${name}.${extension}`]]).toEqual([name, '']);
    // Some grammars read long chains of `else` flat, most nest them.
    expect(['', 'too_deep']).toContain(reasons[`chain.${extension}`]);
    expect(['', 'too_deep', 'parse_timeout']).toContain(reasons[`deep.${extension}`]);
    const found = await graph.query(
      "MATCH (d:Definition) WHERE d.name IN ['survivor', 'marked', 'hidden', 'f1999'] RETURN d.name AS name ORDER BY name",
    );
    expect(found.map(({ name }) => name)).toEqual(['f1999', 'marked', 'survivor']);
    expect(seconds).toBeLessThan(90);
    expect(statistics.peak_memory_bytes).toBeLessThan(2 * gib);
  },
);

test('200,000 definitions in one file, beside a line of 50 MB', { timeout: 3 * minute }, async () => {
  const many = Array.from({ length: 200_000 }, (_, at) => `def f${String(at)}(): pass\n`).join('');
  const line = Buffer.alloc(50_000_000, 'a');
  const { reasons, statistics } = await indexed({ 'many.py': many, 'line.py': line, 'line.json': line });
  expect(reasons).toEqual({ 'line.json': 'unsupported', 'line.py': 'too_large', 'many.py': '' });
  expect(statistics.nodes['Definition']).toBe(200_000);
  expect(statistics.peak_memory_bytes).toBeLessThan(2 * gib);
});

test(
  'a file that takes too long, or too much memory, is skipped; those beside it are not',
  { timeout: 2 * minute },
  async () => {
    const files = {
      'a.py': 'def before(): pass\n',
      'many.py': Array.from({ length: 150_000 }, (_, at) => `def f${String(at)}(a, b): pass\n`).join(''),
      'z.py': 'def after(): pass\n',
    };
    const slow = await indexed(files, { fileTimeoutMs: 1500 });
    expect(slow.reasons).toEqual({ 'a.py': '', 'many.py': 'timeout', 'z.py': '' });
    const small = await indexed(files, { threadHeapBytesMax: 48 * 1024 * 1024 });
    expect(small.reasons).toEqual({ 'a.py': '', 'many.py': 'out_of_memory', 'z.py': '' });
  },
);

test('re-exports and bases in circles end, and what they lead to is found', async () => {
  const { graph } = await indexed({
    'a.ts':
      "export * from './b';\nexport { x as y } from './b';\nexport class A extends B {}\nimport { B } from './b';\n",
    'b.ts':
      "export * from './a';\nexport { y as x } from './a';\nexport * from './c';\nexport class B extends A {}\nimport { A } from './a';\n",
    'c.ts': 'export function found() {}\n',
    'd.ts': "import { found, y } from './a';\nfound(); y();\n",
    'p/__init__.py': 'from .q import *\nfrom . import q\n',
    'p/q.py': 'from p import *\nfrom p.q import q\nclass A(B): pass\nclass B(A): pass\n',
  });
  const calls = await graph.query(
    'MATCH (f:File)-[:CALLS]->(d:Definition) RETURN f.path AS path, d.id AS id',
  );
  expect(calls).toEqual([{ path: 'd.ts', id: 'c.ts::found' }]);
});

test('very deep hierarchies and very many bases end', { timeout: minute }, async () => {
  const chain = Array.from({ length: 5000 }, (_, at) => `class C${String(at + 1)}(C${String(at)}): pass\n`);
  const bases = Array.from({ length: 3000 }, (_, at) => `C${String(at)}`);
  const { reasons } = await indexed({
    'chain.py': `class C0:\n    def m(self): pass\n${chain.join('')}C5000().m()\n`,
    'wide.py': `from chain import *\nclass Wide(${bases.join(',\n')}): pass\nWide().m()\n`,
  });
  expect(reasons).toEqual({ 'chain.py': '', 'wide.py': '' });
});

test('names and paths of any characters are kept as they are', async () => {
  // Written with escapes, which are kept as they stand.
  const name = 'we"ird\n\\na\'me, 👋;\t%{x}';
  const written = JSON.stringify(name).slice(1, -1);
  const path = `dir "1"\n/\\it's 👋,[a]{b}*?.js`;
  const source = `export const table = { ${JSON.stringify(name)}() {} };\nimport { a as é名 } from ${JSON.stringify(name)};\n`;
  const { graph, reasons } = await indexed({ [path]: source, 'ok.js': 'export function ok() {}\n' });
  expect(reasons).toEqual({ [path]: '', 'ok.js': '' });
  const rows = await graph.query('MATCH (d:Definition) WHERE d.file = $path RETURN d.name AS name', { path });
  expect(rows.map((row) => row['name'])).toContain(written);
  const imports = await graph.query(
    'MATCH (i:ImportedSymbol) RETURN i.import_path AS path, i.alias AS alias',
  );
  expect(imports).toEqual([{ path: written, alias: 'é名' }]);
});

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphRows } from '@gkg/ontology';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { sampleGraph } from './sample-graph.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { writeGraph } from './write-graph.ts';

const hostile = [
  'a "quoted" word',
  '"',
  '""',
  "it's",
  'a,b',
  'line\nbreak',
  'line\r\nbreak',
  '\r',
  '\n',
  'back\\slash',
  '\\',
  '\\n',
  '\\"',
  '😀,"\n"',
  'tab\there',
  ' leading and trailing ',
  '',
  'null',
  'NULL',
  '~',
  '{}',
  '[a, b]',
  'nul\u0000byte',
  '\u2028',
  '\ufeffmark',
  '#comment',
  "'; DROP TABLE File; //",
  'a'.repeat(300_000),
];

test('every string comes back as it was, also as a key', async () => {
  const graph = await written(named(hostile));
  const rows = await graph.query('MATCH (d:Directory) RETURN d.path AS path, d.name AS name');
  expect(rows).toHaveLength(hostile.length);
  expect(new Set(rows.map((row) => row['name']))).toEqual(new Set(hostile));
  for (const path of hostile) {
    const found = await graph.query('MATCH (d:Directory {path: $path}) RETURN d.name AS name', { path });
    expect(found).toEqual([{ name: path }]);
  }
});

test('whatever a program may hold in a string survives', async () => {
  const strings = fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(strings, async (texts) => {
      const graph = await written(named(texts));
      const rows = await graph.query('MATCH (d:Directory) RETURN d.path AS path, d.name AS name');
      expect(new Map(rows.map((row) => [row['path'], row['name']]))).toEqual(
        new Map(texts.map((text) => [text, text])),
      );
      await graph.close();
    }),
    { numRuns: 10 },
  );
});

test('an empty string is not null', async () => {
  const graph = await written(sampleGraph({ documentation: null }));
  const rows = await graph.query(
    'MATCH (d:Definition) RETURN d.id AS id, d.documentation AS documentation ORDER BY id',
  );
  expect(rows).toEqual([
    { id: 'src/a.py::Host', documentation: null },
    { id: 'src/a.py::Host.greet', documentation: '' },
    { id: 'src/a.py::greet', documentation: null },
  ]);
});

test('edges of every pair of endpoints are there, with their properties', async () => {
  const graph = await written(sampleGraph());
  const rows = await graph.query(
    'MATCH (a:File|Definition)-[e:CALLS]->(b:Definition) ' +
      'RETURN coalesce(a.path, a.id) AS a, b.id AS b, e.line AS line, e.confidence AS confidence ORDER BY line',
  );
  expect(rows).toEqual([
    { a: 'src/b.py', b: 'src/a.py::greet', line: 3, confidence: 0.5 },
    { a: 'src/a.py::Host.greet', b: 'src/a.py::greet', line: 5, confidence: 1 },
  ]);
});

test('definitions are found by name through the look-up table', async () => {
  const graph = await written(sampleGraph());
  const rows = await graph.query(
    'MATCH (:Name {name: $name})-[:NAMES]->(d:Definition) RETURN d.id AS id ORDER BY id',
    { name: 'greet' },
  );
  expect(rows).toEqual([{ id: 'src/a.py::Host.greet' }, { id: 'src/a.py::greet' }]);
});

test('counts every kind and leaves exactly one file, under a path with any characters', async () => {
  const directory = join(await temporaryDirectory(), `it's a [strange] {dir} * \\ 😀`);
  const phases: string[] = [];
  const { counts, bytes } = await writeGraph(sampleGraph(), join(directory, 'graph.kuzu'), {
    onPhase: (phase) => phases.push(phase),
  });
  expect(counts.nodes).toEqual({ Directory: 2, File: 2, Definition: 3, ImportedSymbol: 1, Dependency: 1 });
  expect(counts.edges).toMatchObject({ CONTAINS: 3, CALLS: 2, DEFINES: 1, REFERENCES: 0 });
  expect(bytes).toBeGreaterThan(0);
  expect(phases).toEqual(['load', 'checkpoint']);
  expect(await readdir(directory)).toEqual(['graph.kuzu']);
});

test('an empty graph can be built and opened', async () => {
  const graph = await written({ nodes: [], edges: [] });
  expect(await graph.query('MATCH (d:Definition) RETURN d.id')).toEqual([]);
});

test.each([
  ['two rows of one key', doubled()],
  ['an edge without an endpoint', dangling()],
  ['rows that throw', throwing()],
])('%s: an error, and what was there is untouched', async (_, rows) => {
  const directory = await temporaryDirectory();
  const file = join(directory, 'graph.kuzu');
  await writeFile(file, 'before');
  await expect(writeGraph(rows, file)).rejects.toThrow();
  expect(await readdir(directory)).toEqual(['graph.kuzu']);
});

test('an abort stops the building and leaves nothing', async () => {
  const directory = await temporaryDirectory();
  const abort = new AbortController();
  const building = writeGraph(
    sampleGraph({ extraDefinitions: 20_000 }),
    join(directory, 'graph.kuzu'),
    { onPhase: () => abort.abort(new Error('stopped by its user')) },
    abort.signal,
  );
  await expect(building).rejects.toThrow('stopped by its user');
  expect(await readdir(directory)).toEqual([]);
});

test('the CSV files go where they are told to, and do not stay', async () => {
  const directory = await temporaryDirectory();
  const tempDir = join(directory, 'temp');
  await mkdir(tempDir);
  await writeGraph(sampleGraph(), join(directory, 'graph.kuzu'), { tempDir });
  expect(await readdir(tempDir)).toEqual([]);
});

async function written(rows: GraphRows): Promise<Graph> {
  const file = join(await temporaryDirectory(), 'graph.kuzu');
  await writeGraph(rows, file);
  const graph = await openGraph(file);
  onTestFinished(() => graph.close());
  return graph;
}

function named(texts: readonly string[]): GraphRows {
  return { nodes: [{ label: 'Directory', rows: texts.map((text) => [text, text]) }], edges: [] };
}

function doubled(): GraphRows {
  return {
    nodes: [
      {
        label: 'Directory',
        rows: [
          ['a', 'a'],
          ['a', 'b'],
        ],
      },
    ],
    edges: [],
  };
}

function dangling(): GraphRows {
  return {
    nodes: [{ label: 'Directory', rows: [['a', 'a']] }],
    edges: [{ label: 'CONTAINS', from: 'Directory', to: 'Directory', rows: [['a', 'missing']] }],
  };
}

function throwing(): GraphRows {
  function* rows() {
    yield ['a', 'a'];
    throw new Error('The source of the rows failed.');
  }
  return { nodes: [{ label: 'Directory', rows: rows() }], edges: [] };
}

test('a small graph is a small file, and a repeated key is refused with and without an index', async () => {
  const directory = await temporaryDirectory();
  const { bytes } = await writeGraph(named(['a', 'b']), join(directory, 'small.kuzu'));
  expect(bytes).toBeLessThan(1_500_000);
  for (const count of [2, 5000]) {
    const names = Array.from({ length: count }, (_, index) => `f${String(index)}`);
    const rows = [...names, names[0]!].map((path) => [path, path, '', '', 0, 0, '', '', 0, 0, 0]);
    const files: GraphRows = { nodes: [{ label: 'File', rows }], edges: [] };
    await expect(writeGraph(files, join(directory, 'f.kuzu'))).rejects.toMatchObject({ kind: 'internal' });
  }
});

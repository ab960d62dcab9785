import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openGraph } from './graph.ts';
import type { Graph, OpenOptions } from './graph.ts';
import { sampleGraph } from './sample-graph.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { writeGraph } from './write-graph.ts';

/** Every combination has to be made, so it does not end within a test. */
const endless =
  'MATCH (a:Definition), (b:Definition), (c:Definition) WHERE a.id + b.id > c.id RETURN count(*)';

test('values are bound and never become part of a statement', async () => {
  const graph = await opened();
  const name = "x'}) RETURN 1 // {$name} \\";
  expect(await graph.query('MATCH (d:Definition {name: $name}) RETURN d.id', { name })).toEqual([]);
  const rows = await graph.query(
    'MATCH (d:Definition) WHERE d.id IN $ids AND d.exported = $exported AND d.start_line < $line ' +
      'RETURN d.id AS id LIMIT $count',
    { ids: ['src/a.py::greet', 'none'], exported: true, line: 1.5, count: 10 },
  );
  expect(rows).toEqual([{ id: 'src/a.py::greet' }]);
});

test('a value that is null, and one that is missing', async () => {
  const graph = await opened();
  const statement = 'MATCH (d:Definition {id: $id}) RETURN d.id';
  expect(await graph.query(statement, { id: null })).toEqual([]);
  await expect(graph.query(statement, {})).rejects.toMatchObject({ kind: 'engine_failed' });
});

test('nothing can be written', async () => {
  const graph = await opened();
  await expect(graph.query("CREATE (:Name {name: 'x'})")).rejects.toMatchObject({ kind: 'engine_failed' });
});

test('the time limit stops the engine, and the session works on', async () => {
  const graph = await opened({ sessions: 1 });
  const startedAt = performance.now();
  await expect(graph.query(endless, {}, { timeoutMs: 100 })).rejects.toMatchObject({ kind: 'timeout' });
  await graph.query('MATCH (d:Definition) RETURN count(d)', {}, { timeoutMs: 5000 });
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

test('more rows than allowed are an error, not a part of the answer', async () => {
  const graph = await opened();
  const statement = 'MATCH (d:Definition) RETURN d.id';
  await expect(graph.query(statement, {}, { rowsMax: 100 })).rejects.toMatchObject({ kind: 'too_large' });
  expect(await graph.query(statement, {}, { rowsMax: 1003 })).toHaveLength(1003);
});

test('a query that needs too much memory is an error that says so', async () => {
  const graph = await opened();
  const statement =
    'MATCH (a:Definition), (b:Definition), (c:Definition) RETURN count(DISTINCT a.id + b.id + c.id)';
  await expect(graph.query(statement)).rejects.toMatchObject({ kind: 'too_large' });
});

test('an abort answers at once, while waiting and while running', async () => {
  const graph = await opened({ sessions: 1 });
  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = graph.query(endless, {}, { timeoutMs: 400 }, running.signal);
  const second = graph.query(endless, {}, { timeoutMs: 400 }, waiting.signal);
  waiting.abort(new Error('gone, waiting'));
  running.abort(new Error('gone, running'));
  await expect(first).rejects.toThrow('gone, running');
  await expect(second).rejects.toThrow('gone, waiting');
  expect(await graph.query('MATCH (f:File) RETURN f.path')).toHaveLength(2);
});

test('the line of waiting queries is bounded, and waiting is part of the time limit', async () => {
  const graph = await opened({ sessions: 1, waitingMax: 1 });
  const first = graph.query(endless, {}, { timeoutMs: 500 });
  const second = graph.query(endless, {}, { timeoutMs: 50 });
  await expect(graph.query(endless)).rejects.toMatchObject({ kind: 'overloaded' });
  await expect(second).rejects.toMatchObject({ kind: 'timeout' });
  await expect(first).rejects.toMatchObject({ kind: 'timeout' });
});

test('closing lets a running query finish and refuses the next', async () => {
  const file = join(await temporaryDirectory(), 'graph.kuzu');
  await writeGraph(sampleGraph({ extraDefinitions: 1000 }), file);
  const graph = await openGraph(file, { sessions: 1 });
  const running = graph.query('MATCH (a:Definition), (b:Definition) RETURN count(a.id + b.id) AS pairs');
  const waiting = graph.query('MATCH (f:File) RETURN f.path');
  const closing = graph.close();
  await expect(waiting).rejects.toMatchObject({ kind: 'shutting_down' });
  await expect(graph.query('MATCH (f:File) RETURN f.path')).rejects.toMatchObject({ kind: 'shutting_down' });
  expect(await running).toEqual([{ pairs: 1003 * 1003 }]);
  await closing;
});

test('many queries at once answer rightly', async () => {
  const graph = await opened();
  const ids = Array.from({ length: 300 }, (_, index) => `src/a.py::extra_${index}`);
  const answers = await Promise.all(
    ids.map((id) => graph.query('MATCH (d:Definition {id: $id}) RETURN d.id AS id', { id })),
  );
  expect(answers.map(([row]) => row?.['id'])).toEqual(ids);
});

test.each([
  ['missing', () => Promise.resolve()],
  ['empty', (file: string) => writeFile(file, '')],
  ['not a graph', (file: string) => writeFile(file, 'x'.repeat(100_000))],
  ['cut off', cutOff],
  ['of another storage version', otherVersion],
])('a file that is %s is an invalid graph', async (_, make) => {
  const file = join(await temporaryDirectory(), 'graph.kuzu');
  await make(file);
  await expect(openGraph(file)).rejects.toMatchObject({ kind: 'graph_invalid' });
});

async function cutOff(file: string): Promise<void> {
  await writeGraph(sampleGraph(), file);
  await truncate(file, 4096);
}

async function otherVersion(file: string): Promise<void> {
  await writeGraph(sampleGraph(), file);
  const content = await readFile(file);
  // The file starts with the engine's four magic bytes and the storage version.
  content.writeUInt8(content.readUInt8(4) + 1, 4);
  await writeFile(file, content);
}

async function opened(options: OpenOptions = {}): Promise<Graph> {
  const file = join(await temporaryDirectory(), 'graph.kuzu');
  await writeGraph(sampleGraph({ extraDefinitions: 1000 }), file);
  const graph = await openGraph(file, options);
  onTestFinished(() => graph.close());
  return graph;
}

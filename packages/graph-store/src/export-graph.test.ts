import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportGraph } from './export-graph.ts';
import { openGraph } from './graph.ts';
import { sampleGraph } from './sample-graph.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { writeGraph } from './write-graph.ts';

test('every node and edge is one line, with the names of the ontology', async () => {
  const lines = await exported();
  expect(lines).toHaveLength(9 + 7);
  expect(lines[0]).toBe('{"node":"Directory","path":"","name":""}');
  expect(lines.slice(9)).toEqual([
    '{"edge":"CONTAINS","from":"","to":"src"}',
    '{"edge":"CONTAINS","from":"src","to":"src/a.py"}',
    '{"edge":"CONTAINS","from":"src","to":"src/b.py"}',
    '{"edge":"DEFINES","from":"src/a.py::Host","to":"src/a.py::Host.greet"}',
    '{"edge":"CALLS","from":"src/b.py","to":"src/a.py::greet","file":"src/b.py","line":3,"column":1,"resolution":"import","confidence":0.5}',
    '{"edge":"CALLS","from":"src/a.py::Host.greet","to":"src/a.py::greet","file":"src/a.py","line":5,"column":9,"resolution":"lexical","confidence":1}',
    '{"edge":"DEPENDS_ON","from":"src/b.py","to":"pypi:django"}',
  ]);
});

test('more nodes than one page are all there, in order', async () => {
  const lines = await exported(12_000);
  const ids = lines
    .map((line) => JSON.parse(line) as { node?: string; id?: string })
    .filter((row) => row.node === 'Definition')
    .map((row) => row.id);
  expect(ids).toHaveLength(12_003);
  expect(new Set(ids).size).toBe(12_003);
  expect(ids.every((id, index) => index === 0 || String(ids[index - 1]) < String(id))).toBe(true);
});

async function exported(extraDefinitions = 0): Promise<string[]> {
  const file = join(await temporaryDirectory(), 'graph.kuzu');
  await writeGraph(sampleGraph({ extraDefinitions }), file);
  const graph = await openGraph(file);
  const lines: string[] = [];
  for await (const line of exportGraph(graph)) lines.push(line);
  await graph.close();
  return lines;
}

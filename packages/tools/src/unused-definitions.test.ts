import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGraph, writeGraph } from '@gkg/graph-store';
import type { EdgeRows, Row } from '@gkg/ontology';
import { afterEach, expect, test } from 'vitest';
import { runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import type { ToolResult } from './tool.ts';

let directory = '';
afterEach(() => rm(directory, { recursive: true, force: true }));

function file(path: string, language: string): Row {
  return [path, path, '', language, 1, 1, 'blob', '', 0, 0, 0];
}

function definition(id: string, kind: string, signature = ''): Row {
  const [path = '', name = ''] = id.split('::');
  const last = name.split('.').at(-1) ?? '';
  return [id, name, last, kind, '', path, 1, 1, 1, 1, 1, 1, signature, '', 'private', false];
}

/** What is listed of these definitions, which all have no use but the calls given. */
async function unusedOf(
  definitions: readonly Row[],
  calls: readonly (readonly [string, string])[] = [],
): Promise<{ unused: string[]; excluded: unknown }> {
  directory = await mkdtemp(join(tmpdir(), 'gkg-unused-'));
  const defines = definitions.map((row) => [String(row[0]).replace(/\.[^.]*$/, ''), row[0]!]);
  const nested = defines.filter(([owner]) => definitions.some((row) => row[0] === owner));
  const edges: EdgeRows[] = [
    { label: 'DEFINES', from: 'Definition', to: 'Definition', rows: nested },
    {
      label: 'CALLS',
      from: 'File',
      to: 'Definition',
      rows: calls.map(([from, to]) => [from, to, 1, 1, 'lexical', 1]),
    },
  ];
  const nodes = [
    { label: 'File' as const, rows: [file('a.py', 'python'), file('menu.js', 'javascript')] },
    { label: 'Definition' as const, rows: definitions },
  ];
  await writeGraph({ nodes, edges }, join(directory, 'graph.kuzu'));
  const graph = await openGraph(join(directory, 'graph.kuzu'));
  try {
    const { result } = await runTool(graph, shopManifest, 'unused_definitions', {});
    const { rows, facts } = result as ToolResult;
    return { unused: rows.map((row) => (row as { id: string }).id), excluded: facts['excluded_by_rule'] };
  } finally {
    await graph.close();
  }
}

test('a class is used by a call of its constructor', async () => {
  const classes = ['a.py::_Made', 'a.py::_Dead'].flatMap((id) => [
    definition(id, 'class', 'class'),
    definition(`${id}.__init__`, 'constructor'),
  ]);
  const { unused } = await unusedOf(classes, [['a.py', 'a.py::_Made.__init__']]);
  expect(unused).toEqual(['a.py::_Dead']);
});

test('members of a class with a base that has no edge may be called by that base', async () => {
  const plain = [definition('a.py::_A', 'class', 'class _A'), definition('a.py::_A._run', 'method')];
  const based = [definition('a.py::_B', 'class', 'class _B(made())'), definition('a.py::_B._run', 'method')];
  const { unused, excluded } = await unusedOf([...plain, ...based]);
  expect(unused).toEqual(['a.py::_A', 'a.py::_A._run', 'a.py::_B']);
  expect(excluded).toEqual({ external_base: 1 });
});

test('what scripts of a page see of each other is not unused', async () => {
  const { unused, excluded } = await unusedOf([
    definition('menu.js::open', 'function'),
    definition('a.py::_open', 'function'),
  ]);
  expect(unused).toEqual(['a.py::_open']);
  expect(excluded).toEqual({ script: 1 });
});

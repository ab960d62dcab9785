import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EdgeLabel, GraphRows, NodeLabel, PropertyValue, Row } from '@gkg/ontology';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRows } from './compare-rows.ts';
import { exportGraph } from './export-graph.ts';
import { openGraph } from './graph.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { isWorthUpdating, startUpdate } from './update-graph.ts';
import { writeGraph } from './write-graph.ts';

/** What the rows of a graph are made from: changing it changes few rows of many. */
interface World {
  /** Functions of each file; a file calls the function of the same number in the next one. */
  readonly files: readonly (readonly string[])[];
  readonly line: number;
}

/** From 4,000 rows on a table has an index, below it is scanned: both ways of looking up must be right. */
const sizes = { indexed: { files: 4200, functions: 1 }, scanned: { files: 40, functions: 5 } };

function world({ files, functions }: { files: number; functions: number }): World {
  const names = (file: number) =>
    Array.from({ length: functions }, (_, at) => `f${String(file)}_${String(at)}`);
  return { files: Array.from({ length: files }, (_, file) => names(file)), line: 1 };
}

function rowsOf({ files, line }: World): GraphRows {
  const nodes: Record<string, Row[]> = {
    Directory: [['.', '.']],
    File: [],
    Definition: [],
    ImportedSymbol: [],
  };
  const edges = new Map<string, { label: EdgeLabel; from: NodeLabel; to: NodeLabel; rows: Row[] }>();
  const join = (label: EdgeLabel, from: NodeLabel, to: NodeLabel, ...row: PropertyValue[]) => {
    const key = `${label} ${from} ${to}`;
    if (!edges.has(key)) edges.set(key, { label, from, to, rows: [] });
    edges.get(key)!.rows.push(row);
  };
  const idOf = (path: string, name: string) => `${path}::${name}`;
  files.forEach((functions, at) => {
    const path = `m${String(at)}.py`;
    const symbol = `${path}::import m`;
    nodes['File']!.push([path, path, 'py', 'python', line, 10, 'b', '', 1, 0, 0]);
    nodes['ImportedSymbol']!.push([symbol, path, 'm', '*', '', 'wildcard', line]);
    join('CONTAINS', 'Directory', 'File', '.', path);
    join('IMPORTS', 'File', 'ImportedSymbol', path, symbol, line);
    functions.forEach((name, order) => {
      const id = idOf(path, name);
      const lines = [line, 1, line + 1, 2, line, 5];
      nodes['Definition']!.push([
        id,
        id,
        name,
        'function',
        '',
        path,
        ...lines,
        `def ${name}()`,
        'say "hi",\nhere',
        'public',
        true,
      ]);
      join('DEFINES', 'File', 'Definition', path, id);
      join('REFERENCES', 'Definition', 'ImportedSymbol', id, symbol, line, 3, 'read', 'import', 1);
      const next = files[at + 1]?.[order];
      if (next === undefined) return;
      const callee = idOf(`m${String(at + 1)}.py`, next);
      // Several alike, and with fractions of both kinds.
      join('CALLS', 'Definition', 'Definition', id, callee, line, 7, 'flow', 0.8);
      join('CALLS', 'Definition', 'Definition', id, callee, line, 7, 'flow', 0.8);
      join('CALLS', 'File', 'Definition', path, callee, line, 9, 'import', 1);
    });
  });
  return {
    nodes: Object.entries(nodes).map(([label, rows]) => ({ label: label as NodeLabel, rows })),
    edges: [...edges.values()],
    unresolvedNames: new Map([[files[0]?.[0] ?? '', line]]),
  };
}

type Change =
  | { readonly kind: 'rename' | 'add' | 'remove' | 'drop'; readonly file: number }
  | { readonly kind: 'append' };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('rename' as const, 'add', 'remove', 'drop'), file: fc.nat(39) }),
  fc.constant({ kind: 'append' as const }),
);

let renamed = 0;

function applied(before: World, { kind, ...rest }: Change): World {
  if (kind === 'append') return { ...before, files: [...before.files, [`last${String((renamed += 1))}`]] };
  const at = (rest as { file: number }).file % before.files.length;
  const fresh = `it's "${String((renamed += 1))}" \\ { $x }`;
  const changed = {
    rename: (names: readonly string[]) => [fresh, ...names.slice(1)],
    add: (names: readonly string[]) => [...names, fresh],
    remove: (names: readonly string[]) => names.slice(1),
    drop: () => [],
  }[kind];
  return { ...before, files: before.files.map((names, file) => (file === at ? changed(names) : names)) };
}

async function exported(file: string): Promise<string[]> {
  const graph = await openGraph(file);
  try {
    const lines: string[] = [];
    for await (const line of exportGraph(graph)) lines.push(line);
    return lines;
  } finally {
    await graph.close();
  }
}

test.each(Object.entries(sizes))(
  'any changes of a graph with %s tables give the graph that its rows give',
  { timeout: 180_000 },
  async (_, size) => {
    const directory = await temporaryDirectory();
    const first = world(size);
    await writeGraph(rowsOf(first), join(directory, 'first.kuzu'));
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        async (history) => {
          let [before, file] = [first, join(directory, 'first.kuzu')];
          for (const changes of history) {
            const after = changes.reduce(applied, before);
            const next = join(directory, `${String((number += 1))}.kuzu`);
            const update = await startUpdate(file, next);
            await update.apply(compareRows(rowsOf(before), rowsOf(after)));
            [before, file] = [after, next];
          }
          const fresh = join(directory, `fresh${String(number)}.kuzu`);
          await writeGraph(rowsOf(before), fresh);
          expect(await exported(file)).toEqual(await exported(fresh));
        },
      ),
      { numRuns: 4 },
    );
  },
);

test('the counts, the one file and the names are those of a fresh graph', async () => {
  const directory = await temporaryDirectory();
  const [before, after] = [world(sizes.scanned), { ...world(sizes.scanned), line: 2 }];
  const [base, changed, fresh] = ['base', 'changed', 'fresh'].map((name) =>
    join(directory, name, 'graph.kuzu'),
  );
  await writeGraph(rowsOf(before), base!);
  const update = await startUpdate(base!, changed!);
  const written = await update.apply(compareRows(rowsOf(before), rowsOf(after)));
  const anew = await writeGraph(rowsOf(after), fresh!);
  expect(written.counts).toEqual(anew.counts);
  expect(await readdir(dirname(changed!))).toEqual(['graph.kuzu']);
  const names = async (file: string) => {
    const graph = await openGraph(file);
    const rows = await graph.query(
      'MATCH (n:Name)-[:NAMES]->(d:Definition) RETURN n.name AS name, n.unresolved_calls AS calls, d.id AS id ORDER BY id',
    );
    await graph.close();
    return rows;
  };
  expect(await names(changed!)).toEqual(await names(fresh!));
});

test('what is discarded, and what fails, leaves the old file and nothing else', async () => {
  const directory = await temporaryDirectory();
  const base = join(directory, 'base.kuzu');
  await writeGraph(rowsOf(world(sizes.scanned)), base);
  const before = await exported(base);
  await (await startUpdate(base, join(directory, 'next.kuzu'))).discard();
  const wrong = await startUpdate(base, join(directory, 'next.kuzu'));
  const other = { ...rowsOf(world({ files: 3, functions: 1 })) };
  // Compared with what the file does not hold, so that rows are missing afterwards.
  const changes = compareRows(
    other,
    rowsOf(applied(world({ files: 3, functions: 1 }), { kind: 'add', file: 1 })),
  );
  await expect(wrong.apply(changes)).rejects.toMatchObject({ kind: 'engine_failed' });
  expect(await readdir(directory)).toEqual(['base.kuzu']);
  expect(await exported(base)).toEqual(before);
});

test('a file that is no graph cannot be begun with', async () => {
  const directory = await temporaryDirectory();
  const base = join(directory, 'base.kuzu');
  await copyFile(new URL(import.meta.url), base);
  await expect(startUpdate(base, join(directory, 'next.kuzu'))).rejects.toThrow();
  expect(await readdir(directory)).toEqual(['base.kuzu']);
});

test('an update is worth it for few rows of many, and where every cell has a type', () => {
  const [before, same] = [rowsOf(world(sizes.scanned)), rowsOf(world(sizes.scanned))];
  expect(compareRows(before, same)).toMatchObject({ size: 0 });
  expect(isWorthUpdating(compareRows(before, same))).toBe(true);
  const moved = rowsOf({ ...world(sizes.scanned), line: 9 });
  expect(isWorthUpdating(compareRows(before, moved))).toBe(false);
  const withNull = {
    ...same,
    nodes: [...same.nodes, { label: 'Dependency' as const, rows: [['d', 'npm', 'd', null, 'm']] }],
  };
  expect(isWorthUpdating(compareRows(before, withNull))).toBe(false);
});

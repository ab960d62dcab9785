import { basename, extname } from 'node:path';
import type { CodeGraphBuilder } from '@gkg/code-graph';
import { nodeKinds, type GraphRows, type PropertyValue, type Row } from '@gkg/ontology';

export interface FoundDefinition {
  readonly id: string;
  readonly path: string;
  /** Its name with those of the classes, objects and namespaces around it. */
  readonly name: string;
  /** Its name with those of the classes around it only. */
  readonly nameInClass: string;
  readonly kind: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly nameLine: number;
  readonly nameColumn: number;
  /** The definition around it, if any. */
  readonly parent: string | null;
}

/** A call between two places of the case; `null` is the module level of the source's file. */
export interface FoundCall {
  readonly sourcePath: string;
  readonly source: FoundDefinition | null;
  readonly target: FoundDefinition;
  readonly line: number;
  readonly column: number;
  readonly resolution: string;
}

export interface FoundGraph {
  readonly definitions: readonly FoundDefinition[];
  readonly calls: readonly FoundCall[];
}

export async function findCalls(directory: string, builder: CodeGraphBuilder): Promise<FoundGraph> {
  const { rows } = await builder.build(directory);
  const plain = readDefinitions(rows);
  const parents = readParents(rows);
  const byId = new Map([...plain].map(([id, definition]) => [id, qualify(definition, plain, parents)]));
  return { definitions: [...byId.values()], calls: readCalls(rows, byId) };
}

/** Names as the suites write them: `main.py`, or `main` in code2flow. */
export function isInFile(path: string, file: string): boolean {
  const name = basename(path);
  return name === file || path === file || name.slice(0, -extname(name).length) === file;
}

function readDefinitions(rows: GraphRows): Map<string, FoundDefinition> {
  const columns = Object.keys(nodeKinds.Definition.properties);
  const definitions = new Map<string, FoundDefinition>();
  for (const { label, rows: nodes } of rows.nodes) {
    if (label !== 'Definition') continue;
    for (const node of nodes) {
      const value = (column: string) => node[columns.indexOf(column)] ?? '';
      definitions.set(String(value('id')), toDefinition(value));
    }
  }
  return definitions;
}

function toDefinition(value: (column: string) => PropertyValue): FoundDefinition {
  return {
    id: String(value('id')),
    path: String(value('file')),
    name: String(value('name')),
    nameInClass: String(value('name')),
    kind: String(value('kind')),
    startLine: Number(value('start_line')),
    startColumn: Number(value('start_column')),
    endLine: Number(value('end_line')),
    endColumn: Number(value('end_column')),
    nameLine: Number(value('name_line')),
    nameColumn: Number(value('name_column')),
    parent: null,
  };
}

function readParents(rows: GraphRows): Map<string, string> {
  const defines = edgesOf(rows, 'DEFINES', 'Definition');
  return new Map(defines.map((row) => [String(row[1]), String(row[0])]));
}

const scopeKinds = new Set(['function', 'method', 'constructor']);
const classKinds = new Set(['class', 'interface', 'enum', 'namespace']);

/** A function is part of the names of its methods when it is a constructor: `C.prototype.foo = …`. */
function isPartOfName(parent: FoundDefinition, inner: FoundDefinition): boolean {
  return !scopeKinds.has(parent.kind) || (parent.kind === 'function' && inner.kind === 'method');
}

function qualify(
  definition: FoundDefinition,
  all: ReadonlyMap<string, FoundDefinition>,
  parents: ReadonlyMap<string, string>,
): FoundDefinition {
  const around: FoundDefinition[] = [];
  let inner = definition;
  let parent = all.get(parents.get(definition.id) ?? '');
  while (parent !== undefined && isPartOfName(parent, inner)) {
    around.unshift(parent);
    inner = parent;
    parent = all.get(parents.get(parent.id) ?? '');
  }
  const join = (outer: readonly FoundDefinition[]) =>
    [...outer, definition].map(({ name }) => name).join('.');
  return {
    ...definition,
    parent: parents.get(definition.id) ?? null,
    name: join(around),
    nameInClass: join(around.filter(({ kind }) => classKinds.has(kind))),
  };
}

function readCalls(rows: GraphRows, byId: ReadonlyMap<string, FoundDefinition>): FoundCall[] {
  return ['File', 'Definition'].flatMap((from) =>
    edgesOf(rows, 'CALLS', from).flatMap((row) => {
      const target = byId.get(String(row[1]));
      if (target === undefined) return [];
      const source = byId.get(String(row[0])) ?? null;
      const sourcePath = source?.path ?? String(row[0]);
      const [line, column] = [Number(row[2]), Number(row[3])];
      return [{ sourcePath, source, target, line, column, resolution: String(row[4]) }];
    }),
  );
}

function edgesOf(rows: GraphRows, label: string, from: string): Row[] {
  return rows.edges
    .filter((edges) => edges.label === label && edges.from === from && edges.to === 'Definition')
    .flatMap((edges) => [...edges.rows]);
}

/**
 * The code graph: node and edge kinds with their properties, as the graph file, the export and the
 * tools name them. Rows are tuples in the order of `properties`; the first property of a node is its
 * key. Raise `codeGraphSchemaVersion` whenever a name, a type or the meaning of a property changes.
 */
export const codeGraphSchemaVersion = 2;
/** Graphs of this schema are served until they are made anew; which tools can is said by each tool. */
export const codeGraphSchemaVersionMin = 1;

/** Raise whenever the same source may give another graph. */
export const extractorVersion = '6';

export type PropertyType = 'STRING' | 'INT64' | 'DOUBLE' | 'BOOLEAN';
export type PropertyValue = string | number | boolean | null;
export type Row = readonly PropertyValue[];

export interface NodeKind {
  readonly properties: Readonly<Record<string, PropertyType>>;
}

export interface EdgeKind {
  /** Allowed endpoints, as [from, to] pairs of node labels. */
  readonly pairs: readonly (readonly [NodeLabel, NodeLabel])[];
  readonly properties: Readonly<Record<string, PropertyType>>;
}

export const nodeKinds = {
  Directory: { properties: { path: 'STRING', name: 'STRING' } },
  File: {
    properties: {
      path: 'STRING',
      name: 'STRING',
      extension: 'STRING',
      language: 'STRING',
      size_bytes: 'INT64',
      line_count: 'INT64',
      blob: 'STRING',
      skip_reason: 'STRING',
      call_sites: 'INT64',
      unresolved_sites: 'INT64',
      cut_sites: 'INT64',
    },
  },
  Definition: {
    properties: {
      id: 'STRING',
      fqn: 'STRING',
      name: 'STRING',
      kind: 'STRING',
      subkind: 'STRING',
      file: 'STRING',
      start_line: 'INT64',
      start_column: 'INT64',
      end_line: 'INT64',
      end_column: 'INT64',
      name_line: 'INT64',
      name_column: 'INT64',
      signature: 'STRING',
      documentation: 'STRING',
      visibility: 'STRING',
      exported: 'BOOLEAN',
    },
  },
  ImportedSymbol: {
    properties: {
      id: 'STRING',
      file: 'STRING',
      import_path: 'STRING',
      name: 'STRING',
      alias: 'STRING',
      kind: 'STRING',
      line: 'INT64',
    },
  },
  Dependency: {
    properties: {
      id: 'STRING',
      ecosystem: 'STRING',
      name: 'STRING',
      requirement: 'STRING',
      manifest: 'STRING',
    },
  },
} as const satisfies Record<string, NodeKind>;

export type NodeLabel = keyof typeof nodeKinds;

const call = {
  line: 'INT64',
  column: 'INT64',
  resolution: 'STRING',
  confidence: 'DOUBLE',
} as const;

export const edgeKinds = {
  CONTAINS: {
    pairs: [
      ['Directory', 'Directory'],
      ['Directory', 'File'],
    ],
    properties: {},
  },
  DEFINES: {
    pairs: [
      ['File', 'Definition'],
      ['Definition', 'Definition'],
    ],
    properties: {},
  },
  IMPORTS: {
    pairs: [
      ['File', 'ImportedSymbol'],
      ['ImportedSymbol', 'Definition'],
      ['ImportedSymbol', 'File'],
    ],
    properties: { line: 'INT64' },
  },
  CALLS: {
    pairs: [
      ['File', 'Definition'],
      ['File', 'ImportedSymbol'],
      ['Definition', 'Definition'],
      ['Definition', 'ImportedSymbol'],
    ],
    properties: call,
  },
  REFERENCES: {
    pairs: [
      ['File', 'Definition'],
      ['File', 'ImportedSymbol'],
      ['Definition', 'Definition'],
      ['Definition', 'ImportedSymbol'],
    ],
    properties: {
      line: 'INT64',
      column: 'INT64',
      access: 'STRING',
      resolution: 'STRING',
      confidence: 'DOUBLE',
    },
  },
  EXTENDS: {
    pairs: [
      ['Definition', 'Definition'],
      ['Definition', 'ImportedSymbol'],
    ],
    properties: { line: 'INT64' },
  },
  IMPLEMENTS: {
    pairs: [
      ['Definition', 'Definition'],
      ['Definition', 'ImportedSymbol'],
    ],
    properties: { line: 'INT64' },
  },
  OVERRIDES: { pairs: [['Definition', 'Definition']], properties: { line: 'INT64' } },
  DEPENDS_ON: { pairs: [['File', 'Dependency']], properties: {} },
} as const satisfies Record<string, EdgeKind>;

export type EdgeLabel = keyof typeof edgeKinds;

/** Kinds a Definition may have; `subkind` carries the language's own word where it says more. */
export const definitionKinds = [
  'class',
  'interface',
  'struct',
  'trait',
  'enum',
  'enum_member',
  'module',
  'namespace',
  'function',
  'method',
  'constructor',
  'property',
  'constant',
  'variable',
  'type_alias',
  'macro',
] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** How the target of a call or a reference was found. */
export const resolutions = [
  'lexical',
  'import',
  'member',
  'inferred_type',
  'inherited',
  'dispatch',
  'flow',
] as const;
export type Resolution = (typeof resolutions)[number];

export const accesses = ['read', 'write', 'type', 'value'] as const;

export const importKinds = [
  'named',
  'default',
  'namespace',
  'wildcard',
  'side_effect',
  're_export',
  'type_only',
  'include',
  'extend',
  'prepend',
] as const;
export type ImportKind = (typeof importKinds)[number];

/** Rows of one node label: tuples in the order of `nodeKinds[label].properties`. */
export interface NodeRows {
  readonly label: NodeLabel;
  readonly rows: Iterable<Row>;
}

/** Rows of one edge label between two node labels: `[from key, to key, ...properties]`. */
export interface EdgeRows {
  readonly label: EdgeLabel;
  readonly from: NodeLabel;
  readonly to: NodeLabel;
  readonly rows: Iterable<Row>;
}

/** A whole code graph in a deterministic order. Every iterable may be read once. */
export interface GraphRows {
  readonly nodes: readonly NodeRows[];
  readonly edges: readonly EdgeRows[];
  /** How many call sites of each name could not be resolved. */
  readonly unresolvedNames?: ReadonlyMap<string, number>;
}

import type { GraphRows, Row } from '@gkg/ontology';

/** Two files, three definitions, and one row at least for every column; for this package's tests. */
export function sampleGraph(
  options: { documentation?: string | null; extraDefinitions?: number } = {},
): GraphRows {
  const documentation = options.documentation === undefined ? 'Says hello.' : options.documentation;
  const extra = Array.from({ length: options.extraDefinitions ?? 0 }, (_, index) =>
    definition(`src/a.py::extra_${index}`, `extra_${index}`, null),
  );
  return {
    nodes: [
      {
        label: 'Directory',
        rows: [
          ['', ''],
          ['src', 'src'],
        ],
      },
      { label: 'File', rows: [file('src/a.py', 'a.py'), file('src/b.py', 'b.py')] },
      {
        label: 'Definition',
        rows: [
          definition('src/a.py::greet', 'greet', documentation),
          definition('src/a.py::Host', 'Host', null),
          definition('src/a.py::Host.greet', 'greet', ''),
          ...extra,
        ],
      },
      {
        label: 'ImportedSymbol',
        rows: [['src/b.py::import greet', 'src/b.py', 'src.a', 'greet', null, 'named', 1]],
      },
      { label: 'Dependency', rows: [['pypi:django', 'pypi', 'django', '>=4', 'pyproject.toml']] },
    ],
    edges: [
      { label: 'CONTAINS', from: 'Directory', to: 'Directory', rows: [['', 'src']] },
      {
        label: 'CONTAINS',
        from: 'Directory',
        to: 'File',
        rows: [
          ['src', 'src/a.py'],
          ['src', 'src/b.py'],
        ],
      },
      {
        label: 'DEFINES',
        from: 'Definition',
        to: 'Definition',
        rows: [['src/a.py::Host', 'src/a.py::Host.greet']],
      },
      {
        label: 'CALLS',
        from: 'Definition',
        to: 'Definition',
        rows: [['src/a.py::Host.greet', 'src/a.py::greet', 5, 9, 'lexical', 1]],
      },
      {
        label: 'CALLS',
        from: 'File',
        to: 'Definition',
        rows: [['src/b.py', 'src/a.py::greet', 3, 1, 'import', 0.5]],
      },
      { label: 'DEPENDS_ON', from: 'File', to: 'Dependency', rows: [['src/b.py', 'pypi:django']] },
    ],
  };
}

function definition(id: string, name: string, documentation: string | null): Row {
  return [
    id,
    id,
    name,
    'function',
    null,
    'src/a.py',
    1,
    1,
    2,
    10,
    1,
    5,
    `def ${name}()`,
    documentation,
    'public',
    true,
  ];
}

function file(path: string, name: string): Row {
  return [path, name, '.py', 'python', 120, 10, 'abc', null, 2, 0, 0];
}

import { codeGraphSchemaVersion } from '@gkg/ontology';
import type { EdgeRows, GraphRows, Row } from '@gkg/ontology';
import type { Manifest } from '@gkg/protocol';
import { edges, file, python, script } from './shop-rows.ts';

/**
 * A small shop in two languages, for this package's tests. Python: a model with an override, a view
 * that calls it and something outside, dead code, recursion, tests. TypeScript: two `addUser`s.
 */
const files = [
  file('shop/models.py', 'python', 30, 4, 1),
  file('shop/views.py', 'python', 24, 6, 0),
  file('shop/urls.py', 'python', 5, 1, 0),
  file('tests/test_views.py', 'python', 12, 1, 0),
  file('web/src/service.ts', 'typescript', 20, 2, 1),
  file('web/src/admin.ts', 'typescript', 8, 1, 0),
  file('pyproject.toml', 'toml', 9, 0, 0),
  file('README.md', '', 40, 0, 0, 'unsupported'),
];

const definitions = [
  python('shop/models.py', 'Model', 'class', 1, 10, { exported: true }),
  python('shop/models.py', 'Model.save', 'method', 2, 4),
  python('shop/models.py', 'Model.delete', 'method', 6, 9),
  python('shop/models.py', 'Model._purge', 'method', 10, 10, { visibility: 'private' }),
  python('shop/models.py', 'Order', 'class', 12, 28, { documentation: 'Something bought.' }),
  python('shop/models.py', 'Order.__init__', 'constructor', 13, 15),
  python('shop/models.py', 'Order.__str__', 'method', 16, 17),
  python('shop/models.py', 'Order.save', 'method', 18, 20),
  python('shop/models.py', 'Order.total', 'method', 22, 24, { subkind: 'decorated' }),
  python('shop/models.py', '_round', 'function', 29, 30, { visibility: 'private' }),
  python('shop/views.py', 'TAX', 'constant', 3, 3),
  python('shop/views.py', 'checkout', 'function', 5, 11, { exported: true }),
  python('shop/views.py', '_unused', 'function', 13, 14, { visibility: 'private' }),
  python('shop/views.py', '_loop', 'function', 16, 18, { visibility: 'private' }),
  python('shop/views.py', 'refund', 'function', 20, 24, { exported: true }),
  python('tests/test_views.py', 'test_checkout', 'function', 3, 12),
  script('web/src/service.ts', 'UserService', 'class', 1, 18),
  script('web/src/service.ts', 'UserService.addUser', 'method', 2, 6),
  script('web/src/service.ts', 'UserService.find', 'method', 8, 12),
  script('web/src/admin.ts', 'addUser', 'function', 1, 8),
];

const imports: Row[] = [
  ['shop/views.py::import shop.models Order', 'shop/views.py', 'shop.models', 'Order', null, 'named', 1],
  ['shop/views.py::import requests', 'shop/views.py', 'requests', '', null, 'namespace', 2],
  ['shop/urls.py::import shop.views checkout', 'shop/urls.py', 'shop.views', 'checkout', 'pay', 'named', 1],
  [
    'tests/test_views.py::import shop.views checkout',
    'tests/test_views.py',
    'shop.views',
    'checkout',
    null,
    'named',
    1,
  ],
  [
    'web/src/admin.ts::import ./service UserService',
    'web/src/admin.ts',
    './service',
    'UserService',
    null,
    'named',
    1,
  ],
];

const M = 'shop/models.py::';
const V = 'shop/views.py::';
const S = 'web/src/service.ts::';

/** Built anew for each reader, whose iterables may be read only once. */
export function shopGraph(): GraphRows {
  return {
    nodes: [
      {
        label: 'Directory',
        rows: [
          ['shop', 'shop'],
          ['tests', 'tests'],
          ['web', 'web'],
          ['web/src', 'src'],
        ],
      },
      { label: 'File', rows: files },
      { label: 'Definition', rows: definitions },
      { label: 'ImportedSymbol', rows: imports },
      { label: 'Dependency', rows: [['pypi:requests', 'pypi', 'requests', '>=2', 'pyproject.toml']] },
    ],
    edges: [
      ...containment(),
      ...uses(),
      ...hierarchy(),
      edges('DEPENDS_ON', 'File', 'Dependency', [['pyproject.toml', 'pypi:requests']]),
    ],
    unresolvedNames: new Map([
      ['save', 1],
      ['render', 1],
    ]),
  };
}

function containment(): EdgeRows[] {
  const top = definitions.filter((row) => !nameOf(row).includes('.'));
  const nested = definitions.filter((row) => nameOf(row).includes('.'));
  return [
    edges(
      'DEFINES',
      'File',
      'Definition',
      top.map((row) => [row[5]!, row[0]!]),
    ),
    edges(
      'DEFINES',
      'Definition',
      'Definition',
      nested.map((row) => [String(row[0]).replace(/\.[^.]*$/, ''), row[0]!]),
    ),
    edges(
      'IMPORTS',
      'File',
      'ImportedSymbol',
      imports.map((row) => [row[1]!, row[0]!, row[6]!]),
    ),
    edges('IMPORTS', 'ImportedSymbol', 'Definition', [
      [imports[0]![0]!, `${M}Order`, 1],
      [imports[2]![0]!, `${V}checkout`, 1],
      [imports[3]![0]!, `${V}checkout`, 1],
      [imports[4]![0]!, `${S}UserService`, 1],
    ]),
  ];
}

function uses(): EdgeRows[] {
  return [
    edges('CALLS', 'Definition', 'Definition', [
      [`${V}checkout`, `${M}Order.__init__`, 6, 11, 'import', 1],
      [`${V}checkout`, `${M}Order.save`, 7, 5, 'inferred_type', 0.9],
      [`${V}checkout`, `${M}Order.total`, 8, 12, 'inferred_type', 0.9],
      [`${V}refund`, `${M}Model.save`, 21, 5, 'inferred_type', 0.9],
      [`${V}refund`, `${M}Order.save`, 21, 5, 'dispatch', 0.5],
      [`${V}_loop`, `${V}_loop`, 17, 5, 'lexical', 1],
      [`${M}Order.save`, `${M}Model.save`, 19, 9, 'inherited', 1],
      [`${M}Order.total`, `${M}_round`, 23, 16, 'lexical', 1],
      ['tests/test_views.py::test_checkout', `${V}checkout`, 4, 5, 'import', 1],
      ['web/src/admin.ts::addUser', `${S}UserService.addUser`, 3, 3, 'inferred_type', 0.9],
    ]),
    edges('CALLS', 'File', 'Definition', [['shop/urls.py', `${V}checkout`, 3, 1, 'import', 1]]),
    edges('CALLS', 'Definition', 'ImportedSymbol', [[`${V}checkout`, imports[1]![0]!, 10, 5, 'import', 1]]),
    edges('REFERENCES', 'Definition', 'Definition', [
      [`${V}checkout`, `${V}TAX`, 8, 30, 'read', 'lexical', 1],
      [`${V}refund`, `${M}Order`, 20, 19, 'type', 'import', 1],
    ]),
  ];
}

function hierarchy(): EdgeRows[] {
  return [
    edges('EXTENDS', 'Definition', 'Definition', [[`${M}Order`, `${M}Model`, 12]]),
    edges('OVERRIDES', 'Definition', 'Definition', [[`${M}Order.save`, `${M}Model.save`, 18]]),
  ];
}

export const shopManifest: Manifest = {
  namespace_id: 7,
  project_id: 7,
  project: 'shop',
  source: '/nowhere',
  commit: 'c0ffee',
  schema_version: codeGraphSchemaVersion,
  extractor_version: '1',
  engine_version: '1',
  storage_version: '1',
  counts: { nodes: { File: 8, Definition: 20 }, edges: { CALLS: 12 } },
  call_sites: 15,
  unresolved_sites: 2,
  graph_bytes: 1,
  checksum: 'abc',
  started_at: '2026-01-01T00:00:00.000Z',
  finished_at: '2026-01-01T00:00:01.000Z',
};

function nameOf(row: Row): string {
  return String(row[0]).split('::')[1] ?? '';
}

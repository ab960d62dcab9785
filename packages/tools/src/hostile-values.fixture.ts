/**
 * What callers may send for an argument, by its schema, so that an argument that is added is tested without
 * anybody thinking of it.
 */
import { inputSchema } from './text-arguments.ts';
import type { Tool } from './tool.ts';

export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
  readonly minimum?: number;
  readonly maximum?: number;
}

export function fieldsOf(tool: Tool): (readonly [string, FieldSchema])[] {
  return Object.entries((inputSchema(tool)['properties'] ?? {}) as Record<string, FieldSchema>);
}

/** Arguments that are right, to put one wrong value at a time into. */
export function validArguments(name: string): Record<string, unknown> {
  const filled: Record<string, Record<string, unknown>> = {
    get_definition: { definition: 'checkout' },
    read_definitions: { definitions: ['checkout'] },
    callers: { definition: 'checkout' },
    callees: { definition: 'checkout', depth: 2 },
    get_references: { definition: 'checkout' },
    impact: { definition: 'checkout' },
    path_between: { from: 'checkout', to: '_round' },
    file_dependencies: { file: 'shop/views.py' },
    related_files: { file: 'shop/views.py' },
    index_project: { path: '/srv/shop' },
  };
  return filled[name] ?? {};
}

export const hostileTexts = [
  `'`,
  `"`,
  '`',
  '\\',
  `\\'`,
  `checkout'`,
  `checkout' OR '1'='1`,
  `x'}) MATCH (n) RETURN n //`,
  `x"}) DETACH DELETE d //`,
  `$id`,
  `$name`,
  `{id: 'x'}`,
  `; MATCH (d) DETACH DELETE d;`,
  `checkout\nMATCH (d) RETURN d`,
  `\u0000`,
  `a\r\nb\tc`,
  `%`,
  `.*`,
  `../../etc/passwd`,
  `::`,
  `.`,
  `/`,
  `~2`,
  `💥‮é`,
  `'; COPY (MATCH (n) RETURN n) TO '/tmp/x.csv`,
  `LOAD FROM '/etc/passwd' RETURN *`,
];

/** What the engine would do if a text reached it as part of a statement: each leaves a file behind. */
export function writingTexts(directory: string): string[] {
  const statements = [
    `COPY (MATCH (n:Definition) RETURN n.id) TO '${directory}/copied.csv'`,
    `EXPORT DATABASE '${directory}/exported'`,
    `CREATE NODE TABLE Planted (id STRING PRIMARY KEY)`,
    `MATCH (d:Definition) SET d.name = 'planted'`,
    `ATTACH '${directory}/other.db' AS other (dbtype lbug)`,
    `INSTALL json`,
  ];
  return statements.flatMap((text) => [text, `x'; ${text}; //`, `x'}) RETURN 1; ${text};`]);
}

const longText = 'x'.repeat(1_000_000);

/** Values of every type, whatever the field's is. */
export const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  Infinity,
  NaN,
  '',
  longText,
  '\ud800',
  [],
  ['x', 1, null],
  [[['x']]],
  Array.from({ length: 10_000 }, () => 'x'),
  {},
  { length: 1 },
  { toString: 'x', valueOf: 'x' },
  JSON.parse('{"__proto__": {"limit": 1}, "constructor": {"prototype": {}}}'),
];

export const hostileKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  `limit' OR 1=1`,
  '$id',
  '\u0000',
];

/** Values that a tool was made for, of every kind that may make it take another way. */
export function ordinaryValues(schema: FieldSchema): unknown[] {
  if (schema.enum !== undefined) return [...schema.enum];
  if (schema.type === 'boolean') return [true, false];
  if (schema.type === 'integer') return range(schema.minimum ?? 0, Math.min(schema.maximum ?? 5, 10));
  const texts = ['no_such_thing_zz', 'checkout', 'Cart.add', 'Cart', 'shop/views.py', 'shop', 'os', ''];
  if (schema.type !== 'array') return [...texts, 'shop/cart.py::Cart', 'shop/cart.py::Cart.add', 'a', '_'];
  const items = schema.items === undefined ? texts : ordinaryValues(schema.items);
  return [[], ...items.map((item) => [item]), items];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTool, tools } from './catalogue.ts';
import { openShop } from './open-shop.ts';
import { runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import { inputSchema } from './text-arguments.ts';
import type { ToolResult } from './tool.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const hostile = [
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

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
}

/** Arguments that are right, to put one wrong text at a time into. */
function validArguments(name: string): Record<string, unknown> {
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
  };
  return filled[name] ?? {};
}

function textFields(name: string): string[] {
  const properties = (inputSchema(findTool(name))['properties'] ?? {}) as Record<string, Schema>;
  return Object.entries(properties)
    .filter(
      ([, schema]) =>
        (schema.type === 'string' || schema.items?.type === 'string') && schema.enum === undefined,
    )
    .filter(([, schema]) => schema.items?.enum === undefined)
    .map(([field]) => field)
    .filter((field) => field !== 'cursor');
}

async function ask(name: string, args: Record<string, unknown>): Promise<ToolResult> {
  return (await runTool(shop.graph, shopManifest, name, args)).result as ToolResult;
}

const fields = tools
  .filter((tool) => tool.asks === 'graph')
  .flatMap((tool) => textFields(tool.name).map((field) => [tool.name, field] as const));

test.each(fields)('%s takes any text as %s for one that nothing has', async (name, field) => {
  const ordinary = await ask(name, { ...validArguments(name), ...valueOf(name, field, 'no_such_thing_zz') });
  for (const text of hostile.filter((text) => !isMeant(field, text))) {
    const answer = await ask(name, { ...validArguments(name), ...valueOf(name, field, text) });
    expect(answer.total, JSON.stringify(text)).toBe(ordinary.total);
    expect(answer.status, JSON.stringify(text)).toBe(ordinary.status);
  }
});

test.each(tools.filter((tool) => tool.asks === 'graph').map((tool) => tool.name))(
  '%s refuses any text as a cursor',
  async (name) => {
    for (const cursor of hostile) {
      await expect(ask(name, { ...validArguments(name), cursor })).rejects.toMatchObject({
        kind: 'invalid_arguments',
      });
    }
  },
);

/** What a person may well mean: the root of the repository, and what stands in a name or an import. */
function isMeant(field: string, text: string): boolean {
  return (
    ['.', '/', '::'].includes(text) &&
    ['path', 'file', 'from_file', 'to_file', 'module', 'name'].includes(field)
  );
}

test('the graph is as it was', async () => {
  const [stats] = (await ask('repository_stats', {})).rows as { files: number }[];
  expect(stats?.files).toBe(4);
  expect((await ask('search_definitions', {})).total).toBe(20);
});

function valueOf(name: string, field: string, text: string): Record<string, unknown> {
  const properties = (inputSchema(findTool(name))['properties'] ?? {}) as Record<string, Schema>;
  return { [field]: properties[field]?.type === 'array' ? [text] : text };
}

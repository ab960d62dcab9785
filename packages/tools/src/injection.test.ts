import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toGkgError } from '@gkg/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTool, tools } from './catalogue.ts';
import {
  fieldsOf,
  hostileKeys,
  hostileTexts,
  oddValues,
  ordinaryValues,
  validArguments,
  writingTexts,
} from './hostile-values.fixture.ts';
import { openShop } from './open-shop.ts';
import { runHostTool, runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import type { ToolGraph, ToolResult } from './tool.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
let elsewhere: string;
let before: unknown;
beforeAll(async () => {
  shop = await openShop();
  elsewhere = await mkdtemp(join(tmpdir(), 'gkg-injection-'));
  before = await filesOf(shop.directory);
});
afterAll(async () => {
  await shop.close();
  await rm(elsewhere, { recursive: true });
});

function textFields(name: string): string[] {
  return fieldsOf(findTool(name))
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
  for (const text of hostileTexts.filter((text) => !isMeant(field, text))) {
    const answer = await ask(name, { ...validArguments(name), ...valueOf(name, field, text) });
    expect(answer.total, JSON.stringify(text)).toBe(ordinary.total);
    expect(answer.status, JSON.stringify(text)).toBe(ordinary.status);
  }
});

test.each(tools.filter((tool) => tool.asks === 'graph').map((tool) => tool.name))(
  '%s refuses any text as a cursor',
  async (name) => {
    for (const cursor of hostileTexts) {
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

const everyField = tools
  .filter((tool) => tool.asks === 'graph')
  .flatMap((tool) => fieldsOf(tool).map(([field, schema]) => [tool.name, field, schema] as const));

test.each(everyField)('%s takes whatever is sent as %s, or refuses it', async (name, field, schema) => {
  const texts = [...hostileTexts, ...writingTexts(elsewhere)];
  const lists = schema.type === 'array' ? [texts.slice(0, 10), ...texts.map((text) => [text])] : [];
  for (const value of [...texts, ...lists, ...oddValues]) {
    const shown = `${field} = ${JSON.stringify(value)?.slice(0, 80)}`;
    expect(await outcomeOf(name, { ...validArguments(name), [field]: value }), shown).toMatch(
      /^(ok|refused)$/,
    );
  }
});

test.each(tools.map((tool) => tool.name))('%s refuses arguments that it does not have', async (name) => {
  for (const key of hostileKeys) {
    const args = JSON.parse(
      JSON.stringify(validArguments(name))
        .replace('{', `{${JSON.stringify(key)}:"x",`)
        .replace(',}', '}'),
    ) as Record<string, unknown>;
    expect(await outcomeOf(name, args), key).toBe('refused');
  }
  for (const args of oddValues.filter((value) => value !== null && !isEmptyObject(value))) {
    expect(await outcomeOf(name, args)).toBe('refused');
  }
});

test.each(['list_projects', 'index_project'])('%s hands texts to its host as they are', async (name) => {
  for (const [field] of fieldsOf(findTool(name))) {
    for (const value of [...hostileTexts, ...writingTexts(elsewhere), ...oddValues]) {
      expect(await outcomeOf(name, { ...validArguments(name), [field]: value })).toMatch(/^(ok|refused)$/);
    }
  }
});

test.each([...hostileTexts, ...hostileKeys])('no tool is called %j', async (name) => {
  await expect(ask(name, {})).rejects.toMatchObject({ kind: 'unknown_tool' });
});

test('the statements that reach the engine are the same few, whatever callers send', async () => {
  const ordinary = new Set<string>();
  const hostile = new Set<string>();
  for (const [name, field, schema] of everyField) {
    for (const value of ordinaryValues(schema)) {
      await outcomeOf(name, { ...validArguments(name), [field]: value }, recording(ordinary));
    }
    for (const text of [...hostileTexts, ...writingTexts(elsewhere)]) {
      const value = schema.type === 'array' ? [text] : text;
      await outcomeOf(name, { ...validArguments(name), [field]: value }, recording(hostile));
    }
  }
  expect(hostile.size).toBeGreaterThan(20);
  expect([...hostile].filter((statement) => !ordinary.has(statement))).toEqual([]);
  expect(ordinary.size).toBeLessThan(150);
}, 60_000);

test('no file was made or changed, and the graph is as it was', async () => {
  expect(await readdir(elsewhere)).toEqual([]);
  expect(await filesOf(shop.directory)).toEqual(before);
  const [stats] = (await ask('repository_stats', {})).rows as { files: number }[];
  expect(stats?.files).toBe(4);
  expect((await ask('search_definitions', {})).total).toBe(20);
});

/** `ok`, `refused` for arguments that are not right, or the kind of an error that no caller should be able to cause. */
async function outcomeOf(name: string, args: unknown, graph: ToolGraph = shop.graph): Promise<string> {
  const isHost = findTool(name).asks === 'host';
  try {
    await (isHost ? runHostTool(host, name, args) : runTool(graph, shopManifest, name, args));
    return 'ok';
  } catch (error) {
    const { kind, message } = toGkgError(error);
    return kind === 'invalid_arguments' && message.length < 5000 ? 'refused' : `${kind}: ${message}`;
  }
}

const host = {
  list: () => Promise.resolve([]),
  index: (path: string) =>
    Promise.resolve({
      namespace_id: 1,
      project: path,
      state: 'ready' as const,
      commit: null,
      indexed_at: null,
    }),
};

function recording(statements: Set<string>): ToolGraph {
  return {
    query(statement, ...rest) {
      statements.add(statement);
      return shop.graph.query(statement, ...rest);
    },
  };
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value ?? {}).length === 0;
}

/** Name and content of every file of a directory. */
async function filesOf(directory: string): Promise<unknown> {
  const names = (await readdir(directory, { recursive: true })).toSorted();
  const content = (name: string) => readFile(join(directory, name));
  const hashes = names.map(async (name) => [
    name,
    createHash('sha256')
      .update(await content(name))
      .digest('hex'),
  ]);
  return Promise.all(hashes);
}

function valueOf(name: string, field: string, text: string): Record<string, unknown> {
  const schema = Object.fromEntries(fieldsOf(findTool(name)))[field];
  return { [field]: schema?.type === 'array' ? [text] : text };
}

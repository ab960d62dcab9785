import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { currentVersions } from '@gkg/graph-store';
import { toGkgError } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import { graphDir, graphFileName, manifestFileName, requestJson } from '@gkg/runtime';
import { expect, test } from 'vitest';
import { ask, serveGraph, startedWebserver, temporaryDataDir } from './test-webserver.ts';

const fixtures = new URL('fixtures/graphs/', import.meta.url);
const schemas = Array.from({ length: currentVersions.schema_version }, (_, index) => index + 1);

/** A question for every tool, and the schema it needs. */
const questions: readonly (readonly [tool: string, args: object, schemaMin: number])[] = [
  ['search_definitions', { name: 'total' }, 1],
  ['get_definition', { definition: 'Cart' }, 1],
  ['read_definitions', { definitions: ['Cart'] }, 1],
  ['callees', { definition: 'checkout' }, 1],
  ['path_between', { from: 'checkout', to: 'price_of' }, 1],
  ['repo_map', {}, 1],
  ['file_dependencies', { file: 'shop/cart.py' }, 1],
  ['related_files', { file: 'shop/cart.py' }, 1],
  ['import_usage', { module: 'shop' }, 1],
  ['most_used_definitions', {}, 1],
  ['unused_definitions', { include_exported: true }, 1],
  ['repository_stats', {}, 1],
  ['callers', { definition: 'price_of' }, 2],
  ['get_references', { definition: 'price_of' }, 2],
  ['impact', { definition: 'price_of' }, 2],
];

/** Puts a graph of a schema where the version that wrote it had published it. */
async function publishOld(
  dataDir: string,
  namespaceId: number,
  schema: number,
  change: Partial<Manifest> = {},
): Promise<string> {
  const link = graphDir(dataDir, namespaceId);
  const directory = `${link}-old.00112233`;
  await mkdir(directory, { recursive: true });
  const packed = await readFile(new URL(`schema-${schema}.kuzu.gz`, fixtures));
  await writeFile(join(directory, graphFileName), gunzipSync(packed));
  const text = await readFile(new URL(`schema-${schema}.json`, fixtures), 'utf8');
  const manifest = { ...(JSON.parse(text) as Manifest), namespace_id: namespaceId, ...change };
  await writeFile(join(directory, manifestFileName), JSON.stringify(manifest));
  await symlink(basename(directory), link);
  return directory;
}

interface Wish {
  readonly namespace_id: number;
  readonly project_id: number | null;
  readonly reason: string;
  readonly since: string;
}

async function wishes(url: string): Promise<Wish[]> {
  const list = (await requestJson(`${url}/api/v1/graph_db`, { timeoutMs: 5000 })) as { rebuild: Wish[] };
  return list.rebuild;
}

test.for(schemas)('a graph of schema %i is served by the tools that can, and made anew', async (schema) => {
  const dataDir = await temporaryDataDir();
  const { schema_version: newest, extractor_version } = currentVersions;
  await publishOld(dataDir, 1, schema, schema === newest ? { extractor_version } : {});
  const webserver = await startedWebserver(dataDir);
  const outcomes: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const [tool, args, schemaMin] of questions) {
    outcomes[tool] = await ask(webserver, 1, tool, args).then(
      ({ result, meta }) => ({ found: result.total > 0, schema: meta.schema_version }),
      (error: unknown) => toGkgError(error).kind,
    );
    expected[tool] = schema < schemaMin ? 'graph_outdated' : { found: true, schema };
  }
  expect(outcomes).toEqual(expected);
  const wish = { namespace_id: 1, project_id: 1, reason: 'outdated' };
  expect(await wishes(webserver.url)).toMatchObject(schema === newest ? [] : [wish]);
  await serveGraph(webserver, dataDir, 1, 'again');
  expect(await wishes(webserver.url)).toEqual([]);
});

test('a graph of an older extractor is served, and made anew', async () => {
  const dataDir = await temporaryDataDir();
  await publishOld(dataDir, 1, currentVersions.schema_version, { extractor_version: '1' });
  const webserver = await startedWebserver(dataDir);
  expect((await ask(webserver, 1, 'repository_stats')).result.total).toBeGreaterThan(0);
  expect(await wishes(webserver.url)).toMatchObject([{ reason: 'outdated' }]);
});

test.for<[reason: string, change: Partial<Manifest>]>([
  ['too_new', { schema_version: currentVersions.schema_version + 1 }],
  ['other_storage', { storage_version: '1' }],
  ['foreign', { namespace_id: 2 }],
  ['corrupt', { graph_bytes: 5 }],
])('a graph that is %s is set aside, and wished for until there is another', async ([reason, change]) => {
  const dataDir = await temporaryDataDir();
  const directory = await publishOld(dataDir, 1, currentVersions.schema_version, change);
  await publishOld(dataDir, 3, currentVersions.schema_version);
  const refused = { kind: 'graph_invalid', message: expect.stringContaining('indexed again') };
  const first = await startedWebserver(dataDir);
  await expect(ask(first, 1, 'repository_stats')).rejects.toMatchObject(refused);
  const [wish] = await wishes(first.url);
  expect(wish).toMatchObject({ namespace_id: 1, project_id: 1, reason });
  const aside = join(dataDir, 'quarantine', basename(directory));
  expect(JSON.parse(await readFile(join(aside, 'reason.json'), 'utf8'))).toEqual(wish);
  expect((await readFile(join(aside, graphFileName))).length).toBeGreaterThan(1000);
  await first.stop();

  const second = await startedWebserver(dataDir);
  expect(await wishes(second.url)).toEqual([wish]);
  await expect(ask(second, 1, 'repository_stats')).rejects.toMatchObject(refused);
  expect((await ask(second, 3, 'repository_stats')).result.total).toBeGreaterThan(0);
  await serveGraph(second, dataDir, 1, 'again');
  expect(await wishes(second.url)).toEqual([]);
  expect((await ask(second, 1, 'repository_stats')).meta.commit).toBe('again');
});

test('what was set aside is dropped with its namespace', async () => {
  const dataDir = await temporaryDataDir();
  const directory = await publishOld(dataDir, 1, 1, { storage_version: '1' });
  const webserver = await startedWebserver(dataDir);
  await requestJson(`${webserver.url}/api/v1/graph_db/1`, { method: 'DELETE', timeoutMs: 5000 });
  expect(await wishes(webserver.url)).toEqual([]);
  await expect(ask(webserver, 1, 'repository_stats')).rejects.toMatchObject({ kind: 'unknown_namespace' });
  await expect(readFile(join(dirname(directory), '1'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(
    readFile(join(dataDir, 'quarantine', basename(directory), 'reason.json')),
  ).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

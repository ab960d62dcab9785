import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { graphDir, stagedDir } from '@gkg/runtime';
import { expect, test } from 'vitest';
import { listPublished, recoverGraphs } from './published-graphs.ts';
import { publishedVersion } from './graph-version.ts';
import { publishStaged } from './publish.ts';
import { unpublish } from './unpublish.ts';
import { stageSample } from './sample-version.ts';
import { temporaryPublisher } from './temporary-directory.ts';

const namespaceId = 515;

test('a staged graph becomes the served one, and the one before is handed over', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  const first = await publishStaged(publisher, namespaceId, await stage(dataDir, 'one'));
  expect(first.retired).toBeNull();
  const second = await publishStaged(publisher, namespaceId, await stage(dataDir, 'two'));
  expect(second.retired).toBe(first.version.directory);
  expect(await servedCommit(dataDir)).toBe('two');
  expect(await readdir(join(dataDir, 'staged'))).toEqual([]);
});

test('asking again for what is published already answers with it', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  const staged = await stage(dataDir, 'one');
  const { version } = await publishStaged(publisher, namespaceId, staged);
  expect(await publishStaged(publisher, namespaceId, staged)).toEqual({ version, retired: null });
  const other = stagedDir(dataDir, namespaceId, 'never');
  await expect(publishStaged(publisher, namespaceId, other)).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});

test('a version that is not accepted leaves the old one served and is staged again', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  const { version } = await publishStaged(publisher, namespaceId, await stage(dataDir, 'one'));
  const staged = await stage(dataDir, 'two');
  const refused = publishStaged(publisher, namespaceId, staged, () =>
    Promise.reject(new Error('It does not open.')),
  );
  await expect(refused).rejects.toThrow('It does not open.');
  expect(await servedCommit(dataDir)).toBe('one');
  expect(await shardEntries(dataDir)).toEqual([String(namespaceId), basename(version.directory)]);
  await publishStaged(publisher, namespaceId, staged);
  expect(await servedCommit(dataDir)).toBe('two');
});

test('a dropped graph does not come back from what is staged, but one under construction is left', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'one'));
  await stage(dataDir, 'two');
  const building = stagedDir(dataDir, namespaceId, 'three');
  await mkdir(building);
  const other = await stageSample(dataDir, 9, 'four');
  await unpublish(publisher, namespaceId);
  expect((await readdir(join(dataDir, 'staged'))).sort()).toEqual([basename(building), basename(other)]);
});

test.each([
  ['a changed byte', changeByte, 'checksum'],
  ['a cut file', (staged: string) => writeFile(join(staged, 'graph.kuzu'), 'x'), 'another size'],
  ['no manifest', (staged: string) => rm(join(staged, 'manifest.json')), 'no valid manifest'],
  [
    'half a manifest',
    (staged: string) => writeFile(join(staged, 'manifest.json'), '{"name'),
    'cannot be read',
  ],
  ['another schema', (staged: string) => editManifest(staged, { schema_version: 999 }), 'schema version 999'],
  [
    'another storage',
    (staged: string) => editManifest(staged, { storage_version: '1' }),
    'storage version 1',
  ],
  ['another namespace', (staged: string) => editManifest(staged, { namespace_id: 9 }), 'another namespace'],
])('a staged graph with %s is refused and stays where it is', async (_, spoil, message) => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'one'));
  const staged = await stage(dataDir, 'two');
  await spoil(staged);
  const refused = publishStaged(publisher, namespaceId, staged);
  await expect(refused).rejects.toMatchObject({
    kind: 'graph_invalid',
    message: expect.stringContaining(message),
  });
  expect(await servedCommit(dataDir)).toBe('one');
  expect(await readdir(staged)).not.toEqual([]);
});

test('killed between rename and link: the new version is linked at the next start', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'one', '2026-01-01T00:00:00.000Z'));
  const staged = await stage(dataDir, 'two', '2026-01-02T00:00:00.000Z');
  await rename(staged, versionPath(dataDir, 'two'));
  expect(await servedCommit(dataDir)).toBe('one');
  await recoverGraphs(publisher);
  expect(await servedCommit(dataDir)).toBe('two');
  expect(await shardEntries(dataDir)).toEqual([String(namespaceId), basename(versionPath(dataDir, 'two'))]);
  expect((await publishStaged(publisher, namespaceId, staged)).retired).toBeNull();
});

test('killed before the first graph was linked: it is linked at the next start', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  const staged = await stage(dataDir, 'one');
  await mkdir(dirname(graphDir(dataDir, namespaceId)), { recursive: true });
  await rename(staged, versionPath(dataDir, 'one'));
  await recoverGraphs(publisher);
  expect(await servedCommit(dataDir)).toBe('one');
});

test('killed between link and removal: the old version is removed', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'one', '2026-01-01T00:00:00.000Z'));
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'two', '2026-01-02T00:00:00.000Z'));
  await symlink('nowhere', `${graphDir(dataDir, namespaceId)}.link-0badcafe`);
  expect(await shardEntries(dataDir)).toHaveLength(4);
  await recoverGraphs(publisher);
  expect(await servedCommit(dataDir)).toBe('two');
  expect(await shardEntries(dataDir)).toHaveLength(2);
});

test('a half version that cannot be served never replaces one that can', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'one', '2026-01-01T00:00:00.000Z'));
  const staged = await stage(dataDir, 'two', '2026-01-02T00:00:00.000Z');
  await writeFile(join(staged, 'graph.kuzu'), 'half');
  await rename(staged, versionPath(dataDir, 'two'));
  await recoverGraphs(publisher);
  expect(await servedCommit(dataDir)).toBe('one');
  expect(await shardEntries(dataDir)).toHaveLength(2);
});

test('a dropped graph is gone, and stays gone when the dropping was killed half-way', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  await publishStaged(publisher, namespaceId, await stage(dataDir, 'one'));
  const killed = join(dataDir, 'killed');
  await unpublish(publisher, namespaceId, () =>
    cp(join(dataDir, 'graphs'), killed, { recursive: true, verbatimSymlinks: true }),
  );
  expect(await shardEntries(dataDir)).toEqual([]);
  await rm(join(dataDir, 'graphs'), { recursive: true });
  await rename(killed, join(dataDir, 'graphs'));
  expect(await shardEntries(dataDir)).toHaveLength(2);
  await recoverGraphs(publisher);
  expect(await shardEntries(dataDir)).toEqual([]);
  await expect(publishedVersion(dataDir, namespaceId)).rejects.toMatchObject({ kind: 'unknown_namespace' });
  await expect(unpublish(publisher, namespaceId)).rejects.toMatchObject({ kind: 'unknown_namespace' });
});

test('a reader beside many publications always gets the pair of one version', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  const template = await stage(dataDir, 'template');
  await publishStaged(publisher, namespaceId, await copyAs(dataDir, template, 0));
  let publishing = true;
  const reader = async () => {
    let reads = 0;
    for (; publishing; reads += 1) {
      const { directory, manifest } = await publishedVersion(dataDir, namespaceId);
      expect(basename(directory)).toContain(`-${manifest.commit}.`);
    }
    return reads;
  };
  const reads = [reader(), reader()];
  for (let index = 1; index <= 40; index += 1) {
    const { retired } = await publishStaged(publisher, namespaceId, await copyAs(dataDir, template, index));
    if (retired !== null) await publisher.lease.remove(retired);
  }
  publishing = false;
  for (const count of await Promise.all(reads)) expect(count).toBeGreaterThan(10);
  expect(await shardEntries(dataDir)).toHaveLength(2);
});

test('lists what is served, and what is not with its reason', async () => {
  const publisher = await temporaryPublisher();
  const { dataDir } = publisher;
  for (const id of [1, 257, 3]) {
    await publishStaged(publisher, id, await stageSample(dataDir, id, 'job', { commit: 'c' }));
  }
  const { directory } = await publishedVersion(dataDir, 3);
  await writeFile(join(directory, 'manifest.json'), '{}');
  const { valid, invalid } = await listPublished(dataDir);
  expect(valid.map((version) => version.namespaceId)).toEqual([1, 257]);
  expect(invalid).toMatchObject([{ namespaceId: 3, error: { kind: 'graph_invalid' } }]);
  expect(await listPublished(join(dataDir, 'missing'))).toEqual({ valid: [], invalid: [] });
});

async function stage(
  dataDir: string,
  commit: string,
  finishedAt = new Date().toISOString(),
): Promise<string> {
  return stageSample(dataDir, namespaceId, commit, { commit, finishedAt });
}

async function copyAs(dataDir: string, template: string, index: number): Promise<string> {
  const staged = stagedDir(dataDir, namespaceId, `commit-${index}`);
  await cp(template, staged, { recursive: true });
  await editManifest(staged, { commit: `commit-${index}` });
  return staged;
}

async function servedCommit(dataDir: string): Promise<string | null> {
  return (await publishedVersion(dataDir, namespaceId)).manifest.commit;
}

async function shardEntries(dataDir: string): Promise<string[]> {
  return (await readdir(dirname(graphDir(dataDir, namespaceId)))).sort();
}

function versionPath(dataDir: string, job: string): string {
  return `${graphDir(dataDir, namespaceId)}-${job}.00112233`;
}

async function editManifest(staged: string, change: object): Promise<void> {
  const file = join(staged, 'manifest.json');
  const content = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...content, ...change }));
}

async function changeByte(staged: string): Promise<void> {
  const file = join(staged, 'graph.kuzu');
  const content = await readFile(file);
  content.writeUInt8(content.readUInt8(9000) ^ 1, 9000);
  await writeFile(file, content);
}

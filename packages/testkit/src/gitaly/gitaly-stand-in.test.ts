import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Metadata, credentials, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { gitalyProtoFiles, gitalyProtoOptions } from '@gkg/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Repository } from '../repository.ts';
import { checkToken } from './check-token.ts';
import { launchGitaly, type GitalyProcess } from './gitaly-process.ts';

/* The stand-in is asked here with no help of the client that it is there to test. */
let root: string;
let gitaly: GitalyProcess;
let client: Client;
let commit: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gkg-testkit-'));
  const repository = new Repository(root, 'a.git').write('large.bin', Buffer.alloc(1_000_000, 'abc'));
  commit = repository.write('a.py', 'x = 1\n').commit();
  gitaly = await launchGitaly({ storages: { default: root }, secret: null });
  client = new Client(gitaly.address.slice('tcp://'.length), credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await gitaly.kill();
  rmSync(root, { recursive: true, force: true });
});

const repository = { storage_name: 'default', relative_path: 'a.git' };

function ask(service: string, method: string, request: object): Promise<Record<string, unknown>[]> {
  const services = loadSync([...gitalyProtoFiles], gitalyProtoOptions) as unknown as Record<
    string,
    Record<string, MethodDefinition<object, Record<string, unknown>>>
  >;
  const { path, requestSerialize, responseDeserialize } = services[service]![method]!;
  const call = client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    new Metadata(),
  );
  return call.toArray() as Promise<Record<string, unknown>[]>;
}

describe('tokens are checked as Gitaly does', () => {
  const vectors = [
    [1535671615, '3346cb25ecdb928defd368e7390522a86764bbdf1e8b21aaef27c4c23ec9c899'],
    [1535671585, 'b77158328e80be2984eaf08788419d25f3484eae484aec1297af6bdf1a456610'],
  ] as const;
  test.each(vectors)('that of the contract, made at %d', (seconds, signature) => {
    const header = `Bearer v2.${signature}.${seconds}`;
    for (const late of [-30, 0, 30]) expect(checkToken(header, 'foo', (seconds + late) * 1000)).toBe('ok');
    for (const late of [-31, 31]) expect(checkToken(header, 'foo', (seconds + late) * 1000)).toBe('refused');
    expect(checkToken(header, 'bar', seconds * 1000)).toBe('refused');
  });

  test.each([
    [undefined, 'missing'],
    ['Basic x', 'missing'],
    ['Bearer v1.a.1', 'refused'],
    [`Bearer v2.${vectors[0][1]}.1535671615.more`, 'refused'],
    [`Bearer v2.${vectors[0][1]}.1535671616`, 'refused'],
    ['Bearer v2..1535671615', 'refused'],
  ])('%s is %s', (header, verdict) => {
    expect(checkToken(header, 'foo', 1535671615_000)).toBe(verdict);
  });
});

test('bytes come in messages as large as those of Gitaly', async () => {
  const archive = { repository, commit_id: commit, prefix: 'p', format: 'TAR' };
  const paths = [{ revision: commit, path: Buffer.from('large.bin') }];
  for (const messages of [
    await ask('gitaly.RepositoryService', 'GetArchive', archive),
    await ask('gitaly.BlobService', 'GetBlobs', { repository, revision_paths: paths, limit: -1 }),
  ]) {
    const sizes = messages.map(({ data }) => (data as Buffer).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128 * 1024);
    expect(sizes.length).toBeGreaterThan(7);
  }
});

test('the process obeys, and tells what it was asked', async () => {
  await gitaly.misbehave({ method: 'GetArchive', times: 1, how: { kind: 'status', code: 'UNAVAILABLE' } });
  const archive = { repository, commit_id: commit, prefix: 'p', format: 'TAR' };
  const error = await ask('gitaly.RepositoryService', 'GetArchive', archive).catch(
    (thrown: unknown) => thrown,
  );
  expect((error as ServiceError).code).toBe(14);
  expect(await ask('gitaly.RepositoryService', 'GetArchive', archive)).not.toEqual([]);
  expect((await gitaly.calls()).at(-1)).toMatchObject({ method: 'GetArchive' });
});

test('a repository is looked for in its storage only', async () => {
  for (const [relative_path, code] of [
    ['nowhere.git', 5],
    ['../a.git', 3],
    ['/etc', 3],
  ] as const) {
    const request = { repository: { ...repository, relative_path }, from_revision: '0', to_revision: commit };
    const error = await ask('gitaly.RepositoryService', 'GetRawChanges', request).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as ServiceError).code).toBe(code);
  }
});

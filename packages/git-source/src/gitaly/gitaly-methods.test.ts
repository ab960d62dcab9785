import { describe, expect, test } from 'vitest';
import { gitalyMethods } from './gitaly-methods.ts';

/*
 * The bytes on the wire, put together here from the numbers of the contract's table: a field number that is
 * wrong in the .proto file cannot be found by a stand-in that reads the same file.
 */
const repository = { storage_name: 's', relative_path: 'p' };
const text = (value: string | Buffer) => Buffer.from(value);

function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = text(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const message = (...fields: Buffer[]) => Buffer.concat(fields);
const repositoryBytes = field(1, message(field(2, 's'), field(3, 'p')));

describe('what is sent', () => {
  const {
    findDefaultBranchName,
    findCommit,
    getArchive,
    getRawChanges,
    findChangedPaths,
    getBlobs,
    checkHealth,
  } = gitalyMethods;
  const trees = { left_tree_revision: 'l', right_tree_revision: 'r' };
  const treeRequest = field(3, field(1, message(field(1, 'l'), field(2, 'r'))));

  test.each([
    ['/gitaly.RefService/FindDefaultBranchName', findDefaultBranchName(), { repository }, [repositoryBytes]],
    [
      '/gitaly.CommitService/FindCommit',
      findCommit(),
      { repository, revision: text('refs/heads/m') },
      [repositoryBytes, field(2, 'refs/heads/m')],
    ],
    [
      '/gitaly.RepositoryService/GetArchive',
      getArchive(),
      { repository, commit_id: 'c', prefix: 'tree', format: 'TAR' as const },
      [repositoryBytes, field(2, 'c'), field(3, 'tree'), field(4, 1)],
    ],
    [
      '/gitaly.RepositoryService/GetRawChanges',
      getRawChanges(),
      { repository, from_revision: '0', to_revision: 'c' },
      [repositoryBytes, field(2, '0'), field(3, 'c')],
    ],
    [
      '/gitaly.DiffService/FindChangedPaths',
      findChangedPaths(),
      { repository, requests: [{ tree_request: trees }] },
      [repositoryBytes, treeRequest],
    ],
    [
      '/gitaly.BlobService/GetBlobs',
      getBlobs(),
      { repository, revision_paths: [{ revision: 'c', path: text('a') }], limit: -1 },
      [repositoryBytes, field(2, message(field(1, 'c'), field(2, 'a'))), field(3, -1)],
    ],
    ['/grpc.health.v1.Health/Check', checkHealth(), { service: 'x' }, [field(1, 'x')]],
  ])('%s', (path, method, request, bytes) => {
    expect(method.path).toBe(path);
    expect(method.requestSerialize(request as never).toString('hex')).toBe(message(...bytes).toString('hex'));
  });
});

describe('what is read', () => {
  test('a commit, or none', () => {
    const { responseDeserialize } = gitalyMethods.findCommit();
    expect(responseDeserialize(field(1, message(field(1, 'id'), field(2, 'subject'))))).toMatchObject({
      commit: { id: 'id' },
    });
    expect(responseDeserialize(Buffer.alloc(0)).commit).toBeNull();
  });

  test('a file of a list, larger than 32 bits', () => {
    const change = message(field(1, 'b'), field(2, 2 ** 40), field(5, 1), field(8, 0o100644), field(9, 'p'));
    expect(gitalyMethods.getRawChanges().responseDeserialize(field(1, change)).raw_changes).toEqual([
      {
        blob_id: 'b',
        size: 2 ** 40,
        operation: 'ADDED',
        old_mode: 0,
        new_mode: 0o100644,
        new_path_bytes: text('p'),
        old_path_bytes: text(''),
      },
    ]);
  });

  test('a changed path, also a renamed one of later versions', () => {
    const change = message(
      field(1, 'new'),
      field(2, 5),
      field(3, 0o100644),
      field(4, 0o100755),
      field(5, 'unused'),
      field(7, 'old'),
    );
    expect(gitalyMethods.findChangedPaths().responseDeserialize(field(1, change)).paths).toEqual([
      { path: text('new'), status: 'RENAMED', old_mode: 0o100644, new_mode: 0o100755, old_path: text('old') },
    ]);
  });

  test('a part of a blob, and of an archive', () => {
    const part = message(
      field(1, 3),
      field(2, 'abc'),
      field(3, 'oid'),
      field(4, 1),
      field(5, 0o160000),
      field(6, 'rev'),
      field(7, 'p'),
    );
    expect(gitalyMethods.getBlobs().responseDeserialize(part)).toEqual({
      size: 3,
      data: text('abc'),
      oid: 'oid',
      is_submodule: true,
      mode: 0o160000,
      revision: 'rev',
      path: text('p'),
    });
    expect(gitalyMethods.getArchive().responseDeserialize(field(1, 'tar')).data).toEqual(text('tar'));
    expect(gitalyMethods.findDefaultBranchName().responseDeserialize(field(1, 'n')).name).toEqual(text('n'));
    expect(gitalyMethods.checkHealth().responseDeserialize(field(1, 2)).status).toBe('NOT_SERVING');
  });
});

import { lstat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { BlobPart, ChangedPath, GitalyRepository, RawChange } from '@gkg/protocol';
import { gitalyError } from './gitaly-error.ts';
import { gitOutput, gitRecords, gitText, pieces } from './git-output.ts';

/*
 * The calls of Gitaly that gkg makes, answered by git itself from bare repositories. Messages are as large as
 * Gitaly's: 128 KiB of bytes, or about as much of a list.
 */

const messageBytesMax = 128 * 1024;
const listEntriesMax = 1000;

interface OfRepository {
  readonly repository: GitalyRepository | null;
}

export type Storages = Readonly<Record<string, string>>;

type Call<Request, Response> = (storages: Storages, request: Request) => AsyncGenerator<Response>;

/** By service and method; a call with one answer yields once. */
export const repositoryCalls: Readonly<Record<string, Readonly<Record<string, Call<never, object>>>>> = {
  'gitaly.RefService': { FindDefaultBranchName: findDefaultBranchName },
  'gitaly.CommitService': { FindCommit: findCommit },
  'gitaly.RepositoryService': { GetArchive: getArchive, GetRawChanges: getRawChanges },
  'gitaly.DiffService': { FindChangedPaths: findChangedPaths },
  'gitaly.BlobService': { GetBlobs: getBlobs },
};

async function* findDefaultBranchName(storages: Storages, { repository }: OfRepository) {
  const path = await pathOf(storages, repository);
  const branches = (await gitText(path, ['for-each-ref', '--format=%(refname)', 'refs/heads'])).split('\n');
  const names = branches.filter((name) => name !== '');
  const head = (await gitText(path, ['symbolic-ref', '--quiet', 'HEAD']).catch(() => '')).trim();
  const wanted = [head, 'refs/heads/main', 'refs/heads/master'];
  const name = names.length === 1 ? names[0] : (wanted.find((ref) => names.includes(ref)) ?? names[0]);
  yield { name: Buffer.from(name ?? '') };
}

async function* findCommit(storages: Storages, request: OfRepository & { readonly revision: Buffer }) {
  const path = await pathOf(storages, request.repository);
  const id = await resolve(path, `${request.revision.toString()}^{commit}`);
  yield { commit: id === undefined ? null : { id } };
}

async function* getArchive(
  storages: Storages,
  request: OfRepository & { readonly commit_id: string; readonly prefix: string; readonly format: string },
) {
  if (request.format !== 'TAR') throw gitalyError('INVALID_ARGUMENT', 'invalid format');
  const path = await pathOf(storages, request.repository);
  const args = ['archive', '--format=tar', `--prefix=${request.prefix}/`, request.commit_id, '--', '.'];
  for await (const chunk of gitOutput(path, args)) {
    for (const data of pieces(chunk, messageBytesMax)) yield { data };
  }
}

async function* getRawChanges(
  storages: Storages,
  request: OfRepository & { readonly from_revision: string; readonly to_revision: string },
) {
  if (!/^0+$/.test(request.from_revision)) throw gitalyError('UNIMPLEMENTED', 'only from nothing');
  const path = await pathOf(storages, request.repository);
  if ((await resolve(path, request.to_revision)) === undefined) {
    throw gitalyError('INVALID_ARGUMENT', "invalid 'to' revision");
  }
  const lines = gitRecords(path, ['ls-tree', '-r', '-l', '-z', '--full-tree', request.to_revision]);
  for await (const raw_changes of grouped(lines, rawChange)) yield { raw_changes };
}

function rawChange(line: Buffer): RawChange {
  const tab = line.indexOf(9);
  const [mode = '', type, id = '', size = ''] = line.toString('latin1', 0, tab).split(/ +/);
  const isBlob = type === 'blob';
  return {
    blob_id: isBlob ? id : '',
    size: isBlob ? Number(size) : 0,
    operation: 'ADDED',
    old_mode: 0,
    new_mode: Number.parseInt(mode, 8),
    new_path_bytes: Buffer.from(line.subarray(tab + 1)),
    old_path_bytes: Buffer.alloc(0),
  };
}

async function* findChangedPaths(
  storages: Storages,
  request: OfRepository & {
    readonly requests: readonly {
      readonly tree_request: { readonly left_tree_revision: string; readonly right_tree_revision: string };
    }[];
  },
) {
  const path = await pathOf(storages, request.repository);
  const { left_tree_revision: left = '', right_tree_revision: right = '' } =
    request.requests[0]?.tree_request ?? {};
  for (const revision of [left, right]) {
    if ((await resolve(path, `${revision}^{tree}`)) !== undefined) continue;
    throw gitalyError('NOT_FOUND', `revision can not be found: "${revision}"`);
  }
  const flags = ['-z', '-r', '--no-renames', '--diff-filter=AMDTC'];
  const records = pairs(gitRecords(path, ['diff-tree', ...flags, left, right]));
  for await (const paths of grouped(records, changedPath)) yield { paths };
}

const statusOf: Readonly<Record<string, ChangedPath['status']>> = {
  A: 'ADDED',
  M: 'MODIFIED',
  D: 'DELETED',
  T: 'TYPE_CHANGE',
};

function changedPath([fields, path]: readonly [Buffer, Buffer]): ChangedPath {
  const [oldMode = '', newMode = '', , , letter = ''] = fields.toString('latin1').slice(1).split(' ');
  return {
    path: Buffer.from(path),
    status: statusOf[letter] ?? 'MODIFIED',
    old_mode: Number.parseInt(oldMode, 8),
    new_mode: Number.parseInt(newMode, 8),
    old_path: Buffer.alloc(0),
  };
}

async function* getBlobs(
  storages: Storages,
  request: OfRepository & {
    readonly revision_paths: readonly { readonly revision: string; readonly path: Buffer }[];
    readonly limit: number;
  },
): AsyncGenerator<Partial<BlobPart>> {
  const path = await pathOf(storages, request.repository);
  const entries = await entriesOf(path, request.revision_paths);
  for (const { revision, path: name } of request.revision_paths) {
    const [mode = '', type, oid = '', size = ''] = entries.get(`${revision}:${name.toString()}`) ?? [];
    if (type !== 'blob') {
      yield { revision, path: name };
      continue;
    }
    const first = { revision, path: name, oid, size: Number(size), mode: Number.parseInt(mode, 8) };
    let isFirst = true;
    for await (const chunk of gitOutput(path, ['cat-file', 'blob', oid])) {
      for (const data of pieces(chunk, messageBytesMax)) {
        yield isFirst ? { ...first, data } : { data };
        isFirst = false;
      }
    }
    if (isFirst) yield first;
  }
}

/** Mode, type, id and size of paths, asked of git once a revision. */
async function entriesOf(
  path: string,
  wanted: readonly { readonly revision: string; readonly path: Buffer }[],
): Promise<Map<string, string[]>> {
  const entries = new Map<string, string[]>();
  for (const revision of new Set(wanted.map((one) => one.revision))) {
    const names = wanted.filter((one) => one.revision === revision).map((one) => one.path.toString());
    for await (const line of gitRecords(path, ['ls-tree', '-l', '-z', revision, '--', ...names])) {
      const tab = line.indexOf(9);
      const fields = line.toString('latin1', 0, tab).split(/ +/);
      entries.set(`${revision}:${line.toString('utf8', tab + 1)}`, fields);
    }
  }
  return entries;
}

async function pathOf(storages: Storages, repository: GitalyRepository | null): Promise<string> {
  const root = storages[repository?.storage_name ?? ''];
  if (root === undefined || repository === null) throw gitalyError('INVALID_ARGUMENT', 'no such storage');
  const inside = normalize(repository.relative_path);
  if (inside.startsWith('..') || inside.startsWith('/')) {
    throw gitalyError('INVALID_ARGUMENT', 'relative path escapes root directory');
  }
  const path = join(root, inside);
  const status = await lstat(join(path, 'HEAD')).catch(() => undefined);
  if (status === undefined) throw gitalyError('NOT_FOUND', 'repository not found');
  return path;
}

async function resolve(path: string, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', revision];
  const id = (await gitText(path, args).catch(() => '')).trim();
  if (id === '') return undefined;
  // A full id passes without a look at the objects.
  return gitText(path, ['cat-file', '-e', id]).then(
    () => id,
    () => undefined,
  );
}

async function* pairs(records: AsyncIterable<Buffer>): AsyncGenerator<readonly [Buffer, Buffer]> {
  let first: Buffer | undefined;
  for await (const record of records) {
    if (first === undefined) first = Buffer.from(record);
    else {
      yield [first, record];
      first = undefined;
    }
  }
}

async function* grouped<Record, Entry>(
  records: AsyncIterable<Record>,
  read: (record: Record) => Entry,
): AsyncGenerator<Entry[]> {
  let group: Entry[] = [];
  for await (const record of records) {
    group.push(read(record));
    if (group.length < listEntriesMax) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

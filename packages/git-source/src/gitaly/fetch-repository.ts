import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import type { FetchedSource, FetchSummary } from '../git-source.ts';
import type { SourceLimits } from '../source-limits.ts';
import { readGitIndex, writeGitIndex } from '../tree/git-index.ts';
import type { KeptTrees } from '../tree/kept-trees.ts';
import { bytesOf, type Listing } from '../tree/listing.ts';
import { fetchArchive, type FetchedTree } from './fetch-archive.ts';
import { fetchChanges } from './fetch-changes.ts';
import type { GitalyRepositoryClient } from './gitaly-repository.ts';

/*
 * One fetch from Gitaly into a directory of its own: `tree/` with the files.
 * 1. head: the commit of the default branch. A repository without one has nothing to fetch.
 * 2. take: the tree that was kept of the namespace is moved into the directory. Of the same commit it is the
 *    answer; else what changed since is fetched and applied. If Gitaly no longer has the kept commit, if most
 *    has changed, or if anything else of this goes wrong, the tree is removed and the fetch goes on with 3.
 * 3. archive: everything is fetched.
 * 4. seal: the listing is written, last of all, as the tree's git index.
 * 5. release: the directory goes back to what is kept, or is removed.
 * Whatever fails or is aborted before the answer, nothing of the directory stays.
 */

export interface RepositoryFetch {
  readonly client: GitalyRepositoryClient;
  readonly directory: string;
  /** What the repository's directory is called; null where nobody knows. */
  readonly name: string | null;
  readonly limits: SourceLimits;
  readonly kept: KeptTrees | undefined;
  /** Under which name the tree is kept; undefined for a tree that is not. */
  readonly keepAs: string | undefined;
}

type Found = FetchedTree & Pick<FetchSummary, 'how'>;

/** What a file takes on the volume beyond its bytes: half a block, an inode, its place in a directory. */
const fileOverheadBytes = 3072;

export async function fetchRepository(fetch: RepositoryFetch, signal?: AbortSignal): Promise<FetchedSource> {
  const { client, directory, limits } = fetch;
  const tree = join(directory, 'tree');
  await remove(directory);
  try {
    const commit = await client.attempt(() => client.defaultCommit(signal), signal);
    if (commit === undefined) throw new GkgError('no_files', 'The repository has no commit yet.');
    const request = { commit, tree, limits };
    const changed = await updateKept(fetch, request, signal);
    const found = changed ?? (await fetchEverything(fetch, request, signal));
    if (found.listing.size === 0) throw new GkgError('no_files', 'The commit holds no file.');
    signal?.throwIfAborted();
    if (found.how !== 'unchanged') await writeGitIndex(tree, commit, found.listing);
    return answer(fetch, tree, commit, found);
  } catch (error) {
    await remove(directory);
    throw error;
  }
}

async function updateKept(
  { client, directory, kept, keepAs }: RepositoryFetch,
  request: Parameters<typeof fetchChanges>[2],
  signal?: AbortSignal,
): Promise<Found | undefined> {
  if (kept === undefined || keepAs === undefined) return undefined;
  const state = await kept.take(keepAs, directory);
  if (state === undefined) return undefined;
  try {
    const listing: Listing = await readGitIndex(request.tree, request.commit.length);
    if (state.commit === request.commit) return { how: 'unchanged', listing, skipped: {}, filesFetched: 0 };
    const from = { commit: state.commit, listing };
    const changed = await fetchChanges(client, from, request, signal);
    return changed === undefined ? undefined : { how: 'changes', ...changed };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof GkgError && error.kind === 'too_large') throw error;
    return undefined;
  }
}

async function fetchEverything(
  { client, directory }: RepositoryFetch,
  request: Parameters<typeof fetchArchive>[1],
  signal?: AbortSignal,
): Promise<Found> {
  await remove(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return { how: 'archive', ...(await fetchArchive(client, request, signal)) };
}

function answer(
  { directory, name, kept, keepAs }: RepositoryFetch,
  tree: string,
  commit: string,
  { how, listing, skipped, filesFetched }: Found,
): FetchedSource {
  const files = listing.size;
  const bytes = bytesOf(listing);
  let released: Promise<void> | undefined;
  const giveBack = (keep: boolean) => {
    if (!keep || kept === undefined || keepAs === undefined) return remove(directory);
    const state = { commit, bytes: bytes + files * fileOverheadBytes };
    // A tree that cannot be kept is no failure of a fetch that has done its work.
    return kept.give(keepAs, directory, state).catch(() => remove(directory));
  };
  return {
    directory: tree,
    name,
    commit,
    summary: { how, files, bytes, filesFetched, skipped },
    release: ({ keep = false } = {}) => (released ??= giveBack(keep)),
  };
}

function remove(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

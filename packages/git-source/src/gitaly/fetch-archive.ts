import { mkdir, rm } from 'node:fs/promises';
import type { SourceLimits } from '../source-limits.ts';
import { unpackTar } from '../tar/unpack.ts';
import { createTally, type ListedFile, type Listing } from '../tree/listing.ts';
import { addSkips, type SkipCounts } from '../tree/skip-counts.ts';
import { TreeWriter, type WrittenFile } from '../tree/tree-writer.ts';
import { CallFailure } from './call-failure.ts';
import { fetchBlobs } from './fetch-blobs.ts';
import { archivePrefix, type GitalyRepositoryClient } from './gitaly-repository.ts';
import { listTree } from './list-tree.ts';

export interface TreeRequest {
  readonly commit: string;
  /** The directory that the files are put into. */
  readonly tree: string;
  readonly limits: SourceLimits;
}

export interface FetchedTree {
  readonly listing: Listing;
  readonly skipped: SkipCounts;
  readonly filesFetched: number;
}

/*
 * Everything of a commit.
 * - list: what the commit consists of; refused beyond the limits.
 * - archive: unpacked while it arrives. What comes is compared with the list by git's id of the content.
 * - mend: `git archive` leaves out what `.gitattributes` marks as export-ignore, and rewrites what it marks as
 *   export-subst, ident, eol or working-tree-encoding. Such files are fetched one by one, as they are; so are
 *   all where git refuses to make the archive.
 * Afterwards the tree is exactly the commit, but for what was skipped with a reason.
 */
export async function fetchArchive(
  client: GitalyRepositoryClient,
  { commit, tree, limits }: TreeRequest,
  signal?: AbortSignal,
): Promise<FetchedTree> {
  const { listing, skipped } = await client.attempt(() => listTree(client, commit, limits, signal), signal);
  // Gitaly makes no archive of nothing.
  if (listing.size === 0) return { listing, skipped, filesFetched: 0 };
  const unpack = () => unpackArchive(client, { commit, tree, limits }, listing, signal);
  const missing = await client.attempt(unpack, signal).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    return emptyTree(tree).then(() => [...listing.keys()]);
  });
  const writer = new TreeWriter(tree, commit.length);
  const onFile = (path: string, file: ListedFile | undefined) =>
    void (file === undefined && listing.delete(path));
  await fetchBlobs({ client, commit, writer, bytesMax: limits.bytesMax, onFile }, missing, signal);
  await writer.finish();
  for (const path of writer.refused) listing.delete(path);
  return { listing, skipped: addSkips(skipped, writer.skipped), filesFetched: missing.length };
}

/** Into an empty directory; answers with the files that are not there yet, or not as they are in the commit. */
async function unpackArchive(
  client: GitalyRepositoryClient,
  { commit, tree, limits }: TreeRequest,
  listing: Listing,
  signal?: AbortSignal,
): Promise<string[]> {
  await emptyTree(tree);
  const writer = new TreeWriter(tree, commit.length);
  const missing = new Set(listing.keys());
  let isListed = true;
  // An archive has an entry for each directory, too.
  const tally = createTally({ bytesMax: limits.bytesMax, filesMax: limits.filesMax * 2 });
  const onFile = (path: string, { blob }: WrittenFile) => {
    const listed = listing.get(path);
    isListed &&= listed !== undefined;
    if (listed?.blob === blob) missing.delete(path);
  };
  await unpackTar(client.archive(commit, signal), { prefix: archivePrefix, writer, tally, onFile }, signal);
  if (!isListed) throw new CallFailure('DATA_LOSS', 'the archive has files that the list does not have');
  await writer.finish();
  for (const path of writer.refused) if (listing.has(path)) missing.add(path);
  return [...missing];
}

async function emptyTree(tree: string): Promise<void> {
  await rm(tree, { recursive: true, force: true, maxRetries: 3 });
  await mkdir(tree, { recursive: true, mode: 0o700 });
}

/** Git makes no archive of a commit with a forbidden name in it, such as `.git`; of its files it does tell. */
function isRefusal(error: unknown): boolean {
  return error instanceof CallFailure && ['INTERNAL', 'FAILED_PRECONDITION', 'UNKNOWN'].includes(error.code);
}

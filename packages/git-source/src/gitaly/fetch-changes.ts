import type { ChangedPath } from '@gkg/protocol';
import {
  bytesOf,
  createTally,
  isFileOrLink,
  isSubmodule,
  type ListedFile,
  type Listing,
} from '../tree/listing.ts';
import { addSkips, countSkip, type SkipCounts } from '../tree/skip-counts.ts';
import { checkPath } from '../tree/tree-path.ts';
import { TreeWriter } from '../tree/tree-writer.ts';
import { isAway } from './call-failure.ts';
import { fetchBlobs } from './fetch-blobs.ts';
import type { FetchedTree, TreeRequest } from './fetch-archive.ts';
import type { GitalyRepositoryClient } from './gitaly-repository.ts';

/** Up to this part of the files are fetched one by one; beyond it the archive is faster. */
const changedPartMax = 0.2;
const changedFilesMin = 200;

interface Changes {
  readonly removed: readonly string[];
  readonly written: readonly string[];
  readonly skipped: SkipCounts;
}

/**
 * Brings a kept tree from one commit to another, in place: first everything goes that is gone or becomes
 * something else, then the new content is fetched. Undefined when so much has changed that the archive is
 * faster; nothing was touched then. After an error the tree is of neither commit.
 *
 * @throws CallFailure - also where Gitaly no longer has the earlier commit.
 */
export async function fetchChanges(
  client: GitalyRepositoryClient,
  from: { readonly commit: string; readonly listing: Listing },
  { commit, tree, limits }: TreeRequest,
  signal?: AbortSignal,
): Promise<FetchedTree | undefined> {
  const listing = new Map(from.listing);
  const changesMax = Math.max(changedFilesMin, listing.size * changedPartMax);
  const read = () => readChanges(client.changes(from.commit, commit, signal), changesMax);
  const changes = await client.attempt(read, signal, isAway);
  if (changes === undefined) return undefined;
  const writer = new TreeWriter(tree, commit.length);
  await removeFiles(writer, changes.removed, listing);
  const onFile = (path: string, file: ListedFile | undefined) =>
    void (file === undefined ? listing.delete(path) : listing.set(path, file));
  await fetchBlobs({ client, commit, writer, bytesMax: limits.bytesMax, onFile }, changes.written, signal);
  await writer.finish();
  for (const path of writer.refused) listing.delete(path);
  checkLimits(listing, limits);
  return {
    listing,
    skipped: addSkips(changes.skipped, writer.skipped),
    filesFetched: changes.written.length,
  };
}

async function readChanges(
  paths: AsyncIterable<ChangedPath>,
  changesMax: number,
): Promise<Changes | undefined> {
  const removed = new Set<string>();
  const written = new Set<string>();
  const skipped: SkipCounts = {};
  for await (const change of paths) {
    const { status, new_mode: mode } = change;
    if (status === 'RENAMED') addPath(removed, change.old_path, skipped);
    if (status === 'DELETED' || !isFileOrLink(mode)) addPath(removed, change.path, skipped);
    else addPath(written, change.path, skipped);
    if (isSubmodule(mode)) countSkip(skipped, 'submodule');
    if (removed.size + written.size > changesMax) return undefined;
  }
  return { removed: [...removed].filter((path) => !written.has(path)), written: [...written], skipped };
}

function addPath(paths: Set<string>, raw: Buffer, skipped: SkipCounts): void {
  const checked = checkPath(raw);
  if ('skip' in checked) countSkip(skipped, checked.skip);
  else paths.add(checked.path);
}

async function removeFiles(writer: TreeWriter, paths: readonly string[], listing: Listing): Promise<void> {
  for (const path of paths) {
    await writer.remove(path);
    listing.delete(path);
  }
  for (const path of paths) await writer.prune(path);
}

function checkLimits(listing: Listing, limits: TreeRequest['limits']): void {
  const tally = createTally(limits);
  tally.addBytes(bytesOf(listing));
  for (let files = listing.size; files > 0; files -= 1) tally.addFile();
}

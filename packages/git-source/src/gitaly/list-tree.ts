import type { SourceLimits } from '../source-limits.ts';
import { createTally, isFileOrLink, isSubmodule, type Listing } from '../tree/listing.ts';
import { countSkip, type SkipCounts } from '../tree/skip-counts.ts';
import { checkPath } from '../tree/tree-path.ts';
import type { GitalyRepositoryClient } from './gitaly-repository.ts';

export interface ListedTree {
  readonly listing: Listing;
  readonly skipped: SkipCounts;
}

/**
 * What a commit consists of, before anything of it is fetched: a repository beyond the limits is refused
 * here, while the list arrives, and a name that may not be written is counted here.
 */
export async function listTree(
  client: GitalyRepositoryClient,
  commit: string,
  limits: SourceLimits,
  signal?: AbortSignal,
): Promise<ListedTree> {
  const listing: Listing = new Map();
  const skipped: SkipCounts = {};
  const tally = createTally(limits);
  for await (const file of client.files(commit, signal)) {
    tally.addFile();
    tally.addBytes(file.size);
    if (isSubmodule(file.new_mode)) countSkip(skipped, 'submodule');
    if (!isFileOrLink(file.new_mode)) continue;
    const checked = checkPath(file.new_path_bytes);
    if ('skip' in checked) countSkip(skipped, checked.skip);
    else listing.set(checked.path, { mode: file.new_mode, blob: file.blob_id, size: file.size });
  }
  return { listing, skipped };
}

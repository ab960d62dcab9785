import type { RepositoryAddress } from '@gkg/protocol';
import type { SkipCounts } from './tree/skip-counts.ts';

/**
 * Brings the files of one repository within reach of the indexer.
 *
 * What `fetch` leaves: `directory` of its answer holds the tree of `commit` and stays until `release`. An
 * adapter that copies puts the tree into the request's `directory`, which it owns from then on: a leftover of
 * that name is removed first, and after a failure, an abort or `release` nothing of it is on the disk. An
 * adapter that indexes in place answers with the caller's own directory and never writes, locks or removes
 * anything there. `commit` is null where the source has no history.
 *
 * Incremental: an adapter that can fetches only what changed since the tree it kept of the request's namespace
 * (docs/decisions/017). The caller need not know of it: the tree that comes is whole in any case, and what is
 * kept may be lost at any time.
 *
 * Limits: an adapter stops at the limits it was made with, before the excess reaches the disk where the
 * transport allows it, and throws `too_large`. Time is bounded by the signal, and by a limit on silence for
 * a transport that may hang.
 *
 * Trust: everything fetched is hostile data. No hook, filter, submodule, monitor or configuration of the
 * repository runs, no prompt is shown, and only addresses of allowed schemes are dialled.
 *
 * Errors: `invalid_request` for an address that is not of the documented form (docs/decisions/005), the
 * directory kinds for a directory that cannot be read, `source_unavailable` for a peer that does not
 * deliver, `too_large` for a limit, `job_canceled` or `timeout` for the signal.
 *
 * `release` may be called more than once. Two fetches into one directory at a time are the caller's mistake.
 */
export interface GitSource {
  fetch(request: SourceRequest, signal?: AbortSignal): Promise<FetchedSource>;
  /** Removes what was kept of a namespace whose graph is deleted. */
  forget(namespaceId: number): Promise<void>;
  /** Closes connections; a fetch that runs fails. */
  close(): Promise<void>;
}

export interface SourceRequest {
  readonly repository: RepositoryAddress;
  /** Absolute path that an adapter which copies may create and own. */
  readonly directory: string;
  /** Under whose name the tree may be kept for the next fetch; nothing is kept without. */
  readonly namespaceId?: number;
  /** Goes into the logs of the server that is asked, so that both sides' can be put together. */
  readonly correlationId?: string;
}

export interface FetchedSource {
  readonly directory: string;
  /** What the directory is called elsewhere, since `directory` may be named after a fetch; null where nobody knows. */
  readonly name: string | null;
  readonly commit: string | null;
  /** Of a fetch from Gitaly. */
  readonly summary?: FetchSummary;
  /**
   * Gives the directory back. With `keep` the tree may be kept: nobody reads it any more, also no job that was
   * only told to stop.
   */
  release(options?: { readonly keep?: boolean }): Promise<void>;
}

/** How a fetch went, for logs and reports. */
export interface FetchSummary {
  /** `archive`: everything; `changes`: what differs from the kept tree; `unchanged`: the kept tree as it is. */
  readonly how: 'archive' | 'changes' | 'unchanged';
  readonly files: number;
  readonly bytes: number;
  /** Files of the commit that were fetched one by one. */
  readonly filesFetched: number;
  /** What is not in the tree, by reason. */
  readonly skipped: SkipCounts;
}

import type { BlobPart, ChangedPath, GitalyRepository, RawChange } from '@gkg/protocol';
import { retry, type RetryOptions } from '@gkg/runtime';
import { CallFailure, isAway, mayPass } from './call-failure.ts';
import { callStream, callUnary, type GitalySession } from './gitaly-call.ts';
import { gitalyMethods } from './gitaly-methods.ts';

export type RetryLimits = Pick<RetryOptions, 'attemptsMax' | 'firstDelayMs' | 'delayMsMax'>;

/** Gitaly may ask for a pause of this length and no longer. */
const pauseMsMax = 60_000;
/** What the archive's names begin with; Gitaly adds the slash. */
export const archivePrefix = 'tree';

/** The calls about one repository. Streams fail as they fail; `attempt` is where they are repeated. */
export class GitalyRepositoryClient {
  readonly #session: GitalySession;
  readonly #request: { readonly repository: GitalyRepository };
  readonly #retries: RetryLimits;

  constructor(session: GitalySession, repository: GitalyRepository, retries: RetryLimits) {
    this.#session = session;
    this.#request = { repository };
    this.#retries = retries;
  }

  /** The commit of the default branch; undefined for a repository without any. */
  async defaultCommit(signal?: AbortSignal): Promise<string | undefined> {
    const { name } = await callUnary(
      this.#session,
      gitalyMethods.findDefaultBranchName(),
      this.#request,
      signal,
    );
    if (name.length === 0) return undefined;
    const request = { ...this.#request, revision: name };
    const { commit } = await callUnary(this.#session, gitalyMethods.findCommit(), request, signal);
    if (commit === null) return undefined;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit.id)) {
      throw new CallFailure('DATA_LOSS', 'the id of the commit is of no known form');
    }
    return commit.id;
  }

  /** Every file of a commit with its mode, id and size: its difference to nothing. */
  async *files(commit: string, signal?: AbortSignal): AsyncGenerator<RawChange> {
    const nothing = '0'.repeat(commit.length);
    const request = { ...this.#request, from_revision: nothing, to_revision: commit };
    const messages = callStream(this.#session, gitalyMethods.getRawChanges(), request, signal);
    for await (const { raw_changes } of messages) yield* raw_changes;
  }

  async *archive(commit: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const request = { ...this.#request, commit_id: commit, prefix: archivePrefix, format: 'TAR' as const };
    const messages = callStream(this.#session, gitalyMethods.getArchive(), request, signal);
    for await (const { data } of messages) yield data;
  }

  async *changes(from: string, to: string, signal?: AbortSignal): AsyncGenerator<ChangedPath> {
    const trees = { left_tree_revision: from, right_tree_revision: to };
    const request = { ...this.#request, requests: [{ tree_request: trees }] };
    const messages = callStream(this.#session, gitalyMethods.findChangedPaths(), request, signal);
    for await (const { paths } of messages) yield* paths;
  }

  /** The content of files of a commit, in the order of the paths, each in one or more parts. */
  blobs(commit: string, paths: readonly string[], signal?: AbortSignal): AsyncGenerator<BlobPart> {
    const revisionPaths = paths.map((path) => ({ revision: commit, path: Buffer.from(path) }));
    const request = { ...this.#request, revision_paths: revisionPaths, limit: -1 };
    return callStream(this.#session, gitalyMethods.getBlobs(), request, signal);
  }

  /**
   * Repeats `work` as a whole while its failure may pass, after a pause that grows or that Gitaly asks for,
   * and then not before Gitaly says that it serves.
   */
  async attempt<Result>(
    work: () => Promise<Result>,
    signal?: AbortSignal,
    retryIf: (error: unknown) => boolean = mayPass,
  ): Promise<Result> {
    return retry(
      async (attempt) => {
        if (attempt > 1) await this.#checkServing(signal);
        return work();
      },
      {
        ...this.#retries,
        retryIf,
        pauseMsMin: (error) => (error instanceof CallFailure ? Math.min(error.retryAfterMs, pauseMsMax) : 0),
      },
      signal,
    );
  }

  /** Throws what counts as a failed attempt; a server without the health service is taken to serve. */
  async #checkServing(signal?: AbortSignal): Promise<void> {
    const request = { service: '' };
    const status = await callUnary(this.#session, gitalyMethods.checkHealth(), request, signal).then(
      (answer) => answer.status,
      (error: unknown) => {
        if (isAway(error)) throw error;
        return 'UNKNOWN';
      },
    );
    if (status === 'NOT_SERVING')
      throw new CallFailure('UNAVAILABLE', 'the server says that it does not serve');
  }
}

import { mkdir, rm } from 'node:fs/promises';
import { GkgError } from '@gkg/protocol';
import { gitProcess, type GitProcessOptions } from './git-process.ts';
import type { FetchedSource } from './git-source.ts';
import { repositoryName } from './repository-name.ts';
import type { SourceLimits } from './source-limits.ts';
import { checkTree } from './tree-size.ts';
import { watchSize } from './watch-size.ts';

/*
 * A shallow clone in steps of our own, so that each limit is checked before the next step may exceed it:
 * - init: an empty repository without templates, hence without hooks;
 * - fetch: one commit, no tags, no submodules; the pack is watched while it grows;
 * - measure: the tree of that commit is listed with its sizes and counted while it streams, so that a small
 *   pack which unpacks into an enormous tree is refused before a single file of it is written;
 * - checkout: writes the files, with no transport, no filter, no hook and no configuration but ours.
 * Whatever fails, the directory is gone afterwards.
 */

export interface CloneRequest {
  readonly url: string;
  readonly ref: string;
  readonly directory: string;
}

export async function cloneRepository(
  request: CloneRequest,
  options: { readonly git: GitProcessOptions; readonly limits: SourceLimits },
  signal?: AbortSignal,
): Promise<FetchedSource> {
  const { directory } = request;
  const release = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  await release();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    const commit = await fetchAndCheckout(request, options, signal);
    return { directory, name: repositoryName(request.url), commit, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function fetchAndCheckout(
  { url, ref, directory }: CloneRequest,
  { git, limits }: { readonly git: GitProcessOptions; readonly limits: SourceLimits },
  signal?: AbortSignal,
): Promise<string> {
  const { environment, silenceTimeoutMs } = git;
  const offline = { environment, silenceTimeoutMs, transports: [] };
  const local = gitProcess(directory, offline, signal);
  await explain(url, signal, () => local.raw(['init', '--quiet', '--template=', '.']));
  await fetchCommit(url, ref, directory, git, limits, signal);
  const commit = (await explain(url, signal, () => local.raw(['rev-parse', 'FETCH_HEAD^{commit}']))).trim();
  await checkTree(commit, { directory, git: offline, limits }, signal);
  await explain(url, signal, () => local.raw(['checkout', '--quiet', '--force', '--detach', commit]));
  return commit;
}

async function fetchCommit(
  url: string,
  ref: string,
  directory: string,
  options: GitProcessOptions,
  limits: SourceLimits,
  signal?: AbortSignal,
): Promise<void> {
  const watch = watchSize(`${directory}/.git/objects/pack`, limits.bytesMax);
  const stop = signal === undefined ? watch.exceeded : AbortSignal.any([signal, watch.exceeded]);
  const git = gitProcess(directory, options, stop);
  const flags = [
    '--depth=1',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-auto-gc',
    '--no-write-commit-graph',
  ];
  try {
    await explain(url, stop, () => git.raw(['fetch', '--quiet', ...flags, '--end-of-options', url, ref]));
  } finally {
    watch.close();
  }
}

/** Turns git's failure into an error that names the host, with git's own words as a detail. */
async function explain<Result>(
  url: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    signal?.throwIfAborted();
    const { host } = new URL(url);
    const reason = (cause instanceof Error ? cause.message : '').trim().slice(0, 500);
    throw new GkgError(
      'source_unavailable',
      `The repository on ${host || 'this machine'} cannot be fetched.`,
      {
        detail: { host, reason },
        cause,
      },
    );
  }
}

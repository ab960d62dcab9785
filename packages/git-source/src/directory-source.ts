import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GkgError, type ErrorKind } from '@gkg/protocol';
import { gitProcess, type GitProcessOptions } from './git-process.ts';
import type { FetchedSource } from './git-source.ts';

/** A directory of this machine, indexed where it is: nothing is copied, written or removed. */
export async function openDirectory(
  path: string,
  git: GitProcessOptions,
  signal?: AbortSignal,
): Promise<FetchedSource> {
  const directory = await readableDirectory(path);
  const commit = await headCommit(directory, git, signal);
  return { directory, name: basename(directory), commit, release: () => Promise.resolve() };
}

async function readableDirectory(path: string): Promise<string> {
  try {
    const directory = await realpath(path);
    if (!(await stat(directory)).isDirectory()) throw unusable('not_a_directory', path);
    await access(directory, constants.R_OK | constants.X_OK);
    return directory;
  } catch (error) {
    if (error instanceof GkgError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw unusable('directory_missing', path, error);
    throw unusable(code === 'ENOTDIR' ? 'not_a_directory' : 'directory_unreadable', path, error);
  }
}

const sentences: Partial<Record<ErrorKind, string>> = {
  directory_missing: 'does not exist',
  not_a_directory: 'is not a directory',
  directory_unreadable: 'cannot be read',
};

function unusable(kind: ErrorKind, path: string, cause?: unknown): GkgError {
  return new GkgError(kind, `${path} ${sentences[kind]}.`, { detail: { path }, cause });
}

/** The commit of a work tree's HEAD; null where there is no work tree, no commit yet, or no git. */
async function headCommit(
  directory: string,
  options: GitProcessOptions,
  signal?: AbortSignal,
): Promise<string | null> {
  const git = gitProcess(directory, options, signal);
  try {
    const answer = await git.raw(['rev-parse', '--is-inside-work-tree', '--verify', 'HEAD^{commit}']);
    const commit = /^true\n([0-9a-f]{40,64})\n$/.exec(answer);
    return commit?.[1] ?? null;
  } catch {
    // A commit is shown to people and nothing depends on it: a directory without one is still indexed.
    signal?.throwIfAborted();
    return null;
  }
}

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGitSource } from '@gkg/git-source';

export interface SourceDirectory {
  /** The real path: two ways to a directory are one project. */
  readonly directory: string;
  readonly commit: string | null;
}

/** Checks that a directory can be indexed and finds its commit; nothing is written to it. */
export async function openSourceDirectory(
  path: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<SourceDirectory> {
  const environment = { PATH: env['PATH'] ?? '', HOME: env['HOME'] ?? '' };
  const source = createGitSource({ environment, schemes: ['file'] });
  const absolute = resolve(path);
  const repository = { Address: pathToFileURL(absolute).href, Token: null, Storage: '', Path: '' };
  const { directory, commit } = await source.fetch({ repository, directory: absolute }, signal);
  return { directory, commit };
}

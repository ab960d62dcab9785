import { posix } from 'node:path';

/** How GitLab names the directories of repositories: by a hash of the project's id. */
const hashForm = /^[\da-f]{40,64}$/;

/**
 * What the directory is called that a clone of the repository would make: the last part of its path, without `.git`.
 * Null where that is a hash, and says nothing.
 */
export function repositoryName(path: string): string | null {
  const name = posix.basename(path).replace(/\.git$/, '');
  return name === '' || hashForm.test(name) ? null : name;
}

/*
 * What dead jobs leave behind, removed when the indexer starts and before it takes a job:
 * - staged/: no job runs yet, so each directory belongs to a job that was killed, or to one whose graph
 *   no webserver took in time; its task is given again by whoever ordered it.
 * - sources/: filled by the proxy, which may already be fetching; a directory is dead only when nothing
 *   was put into it for longer than a job can last.
 * - a namespace's older staged directories, when a newer graph of it was taken.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesRoot, stagedRoot } from '@gkg/runtime';

/** Removes what dead jobs left; answers how many directories. */
export async function removeLeftovers(dataDir: string, jobMsMax: number): Promise<number> {
  const staged = await subdirectories(stagedRoot(dataDir));
  const sources = await subdirectories(sourcesRoot(dataDir));
  const oldSources = await olderThan(sources, Date.now() - jobMsMax);
  const dead = [...staged, ...oldSources];
  for (const directory of dead) await remove(directory);
  return dead.length;
}

/** Removes the staged directories of a namespace, of which none is wanted any more. */
export async function removeStaged(dataDir: string, namespaceId: number): Promise<void> {
  const staged = await readdirOrNone(stagedRoot(dataDir));
  const own = staged.filter((name) => name.startsWith(`${namespaceId}-`));
  for (const name of own) await remove(join(stagedRoot(dataDir), name));
}

async function subdirectories(root: string): Promise<string[]> {
  return (await readdirOrNone(root)).filter((name) => /^\d+-/.test(name)).map((name) => join(root, name));
}

async function olderThan(directories: readonly string[], timeMs: number): Promise<string[]> {
  const changed = await Promise.all(directories.map((directory) => changedMs(directory)));
  return directories.filter((_, index) => (changed[index] ?? Infinity) < timeMs);
}

async function changedMs(directory: string): Promise<number> {
  return (await stat(directory).catch(() => undefined))?.mtimeMs ?? Infinity;
}

async function readdirOrNone(root: string): Promise<string[]> {
  return readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function remove(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

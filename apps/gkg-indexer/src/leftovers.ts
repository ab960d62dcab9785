/*
 * What dead jobs leave behind, removed when the indexer starts and before it takes a job:
 * - staged/: no job runs yet, so each unfinished directory belongs to a job that was killed. A complete one
 *   is a graph that no webserver took in time; the webserver takes or removes it.
 * - sources/: filled by the proxy, which may already be fetching; a directory is dead only when nothing
 *   was put into it for longer than a job can last.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStaged, sourcesRoot } from '@gkg/runtime';
import type { Lease } from '@gkg/runtime';

/** Removes what dead jobs left; answers how many directories. */
export async function removeLeftovers(dataDir: string, lease: Lease, jobMsMax: number): Promise<number> {
  const sources = await olderThan(await subdirectories(sourcesRoot(dataDir)), Date.now() - jobMsMax);
  for (const directory of sources) await lease.remove(directory);
  return sources.length + (await removeStaged(dataDir, lease, (staged) => !staged.isComplete));
}

async function subdirectories(root: string): Promise<string[]> {
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => /^\d+-/.test(name)).map((name) => join(root, name));
}

async function olderThan(directories: readonly string[], timeMs: number): Promise<string[]> {
  const changed = await Promise.all(directories.map((directory) => changedMs(directory)));
  return directories.filter((_, index) => (changed[index] ?? Infinity) < timeMs);
}

async function changedMs(directory: string): Promise<number> {
  return (await stat(directory).catch(() => undefined))?.mtimeMs ?? Infinity;
}

/*
 * What dead jobs leave behind, removed when the indexer starts, before it takes a job, and regularly:
 * - staged/: an unfinished directory that is of no open job belongs to one that was killed. A complete one is
 *   a graph that no webserver took in time; the webserver takes or removes it.
 * - sources/: filled by the proxy, which may be fetching; a directory is dead only when nothing was put into it
 *   for longer than a job can last, and no open job reads it. At the start that is told by its time, which a
 *   clock that was set makes wrong; later by having looked at it all the while.
 * - cache/: of a namespace that has no graph, no staged one and no open job. It was dropped.
 */
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheRoot, graphDir, listStaged, sourcesRoot } from '@gkg/runtime';
import type { Lease } from '@gkg/runtime';

/** A job that has not ended, as far as what it uses goes. */
export interface OpenJob {
  readonly namespaceId: number;
  /** The name of its directory in staged/. */
  readonly staged: string;
  readonly source: string;
}

export interface Leftovers {
  /** Removes what dead jobs left; answers how many directories. */
  sweep(): Promise<number>;
}

export interface LeftoversOptions {
  readonly dataDir: string;
  readonly lease: Lease;
  readonly jobMsMax: number;
  readonly openJobs: () => readonly OpenJob[];
}

export function createLeftovers({ dataDir, lease, jobMsMax, openJobs }: LeftoversOptions): Leftovers {
  const watched = new Map<string, { readonly changedMs: number; readonly sinceMs: number }>();
  let isFirst = true;

  /** For how long a directory has not changed, by the looks at it; by the clock at the first. */
  const unchangedMs = (path: string, changedMs: number): number => {
    const before = watched.get(path);
    if (before?.changedMs === changedMs) return performance.now() - before.sinceMs;
    watched.set(path, { changedMs, sinceMs: performance.now() });
    return isFirst ? Date.now() - changedMs : 0;
  };
  const isDeadSource = async (path: string): Promise<boolean> => {
    const found = await stat(path).catch(() => null);
    return found !== null && unchangedMs(path, found.mtimeMs) > jobMsMax;
  };
  const deadSources = async (): Promise<string[]> => {
    const paths = await subdirectories(sourcesRoot(dataDir), /^\d+-/);
    for (const path of watched.keys()) if (!paths.includes(path)) watched.delete(path);
    const dead: string[] = [];
    for (const path of paths) if (await isDeadSource(path)) dead.push(path);
    return dead.filter((path) => !openJobs().some(({ source }) => source.startsWith(path)));
  };
  const deadStaged = async (): Promise<string[]> => {
    const unfinished = (await listStaged(dataDir)).filter(({ isComplete }) => !isComplete);
    const directories = unfinished.map(({ directory }) => directory);
    return directories.filter((path) => !openJobs().some(({ staged }) => staged === basename(path)));
  };
  const deadCaches = async (): Promise<string[]> => {
    const dead: string[] = [];
    for (const path of await subdirectories(cacheRoot(dataDir), /^\d+$/)) {
      const namespaceId = Number(basename(path));
      if (await hasGraph(dataDir, namespaceId)) continue;
      if (!openJobs().some((job) => job.namespaceId === namespaceId)) dead.push(path);
    }
    return dead;
  };

  return {
    async sweep() {
      const dead = [...(await deadStaged()), ...(await deadSources()), ...(await deadCaches())];
      isFirst = false;
      for (const path of dead) await lease.remove(path);
      return dead.length;
    },
  };
}

/** Whether a graph of the namespace is published, or staged. */
async function hasGraph(dataDir: string, namespaceId: number): Promise<boolean> {
  const staged = await listStaged(dataDir);
  if (staged.some((one) => one.namespaceId === namespaceId)) return true;
  return lstat(graphDir(dataDir, namespaceId)).then(
    () => true,
    () => false,
  );
}

async function subdirectories(root: string, name: RegExp): Promise<string[]> {
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((one) => name.test(one)).map((one) => join(root, one));
}

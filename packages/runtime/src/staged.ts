import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFileName, stagedRoot } from './data-dir.ts';
import type { Lease } from './lease.ts';

/** The work of one indexing job, until it is published. */
export interface StagedDirectory {
  readonly directory: string;
  readonly namespaceId: number;
  /** It has its manifest, which is written last; without one it is being built, or its builder died. */
  readonly isComplete: boolean;
}

export async function listStaged(dataDir: string): Promise<StagedDirectory[]> {
  const root = stagedRoot(dataDir);
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(
    names
      .filter((name) => /^\d+-/.test(name))
      .map(async (name) => ({
        directory: join(root, name),
        namespaceId: Number.parseInt(name, 10),
        isComplete: await exists(join(root, name, manifestFileName)),
      })),
  );
}

/** Removes those staged directories that are meant; answers how many. */
export async function removeStaged(
  dataDir: string,
  lease: Lease,
  isMeant: (staged: StagedDirectory) => boolean,
): Promise<number> {
  const meant = (await listStaged(dataDir)).filter(isMeant);
  for (const { directory } of meant) await lease.remove(directory);
  return meant.length;
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

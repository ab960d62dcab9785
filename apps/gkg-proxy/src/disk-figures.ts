import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskSpace, graphsRoot } from '@gkg/runtime';

export interface DiskFigures {
  readonly all: number;
  readonly used: number;
  /** Of the used bytes, those of graphs. */
  readonly indexed: number;
}

/** The figures Rails plans by; what only the superuser could still write counts as used. */
export async function diskFigures(dataDir: string): Promise<DiskFigures> {
  const { totalBytes, freeBytes } = await diskSpace(dataDir);
  return { all: totalBytes, used: totalBytes - freeBytes, indexed: await graphBytes(graphsRoot(dataDir)) };
}

async function graphBytes(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    // A graph may be swapped or deleted between the listing and the look at it.
    if (entry.isFile()) bytes += await fileBytes(join(entry.parentPath, entry.name));
  }
  return bytes;
}

function fileBytes(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskSpace, graphsRoot } from '@gkg/runtime';

export interface DiskFigures {
  readonly all: number;
  readonly used: number;
  /** Of the used bytes, those of graphs. */
  readonly indexed: number;
}

/** A look at every graph costs more the more there are: it may take this part of the time, and no more. */
const lookShareMax = 0.05;
const lookIntervalMs = 10_000;

/**
 * Answers the figures that Rails plans by; what only the superuser could still write counts as used. The
 * volume is asked each time. The graphs are added up anew when the last sum has become old.
 */
export function createDiskFigures(dataDir: string): () => Promise<DiskFigures> {
  let indexed = 0;
  let dueMs = -Infinity;
  return async () => {
    const beginMs = performance.now();
    if (beginMs >= dueMs) {
      indexed = await graphBytes(graphsRoot(dataDir));
      const endMs = performance.now();
      dueMs = endMs + Math.max(lookIntervalMs, (endMs - beginMs) / lookShareMax);
    }
    const { totalBytes, freeBytes } = await diskSpace(dataDir);
    return { all: totalBytes, used: totalBytes - freeBytes, indexed };
  };
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

import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * $GKG_DATA_DIR/
 *   graphs/<shard>/<namespace>/   graph.kuzu and manifest.json, what is served
 *   staged/<namespace>-<job>/     built and checkpointed, waiting for the swap
 *   sources/<namespace>-<job>/    a fetched working tree, gone when its job ends
 *   sources/<namespace>/          the tree that was fetched last, kept for the next fetch
 *   cache/<namespace>/            extraction results by content hash
 *   quarantine/<namespace>-…/     a version that was set aside, and why
 */

export const graphFileName = 'graph.kuzu';
export const manifestFileName = 'manifest.json';

export function graphsRoot(dataDir: string): string {
  return join(dataDir, 'graphs');
}

/** Namespaces are spread over 256 shards, so that no directory grows with their number. */
export function graphDir(dataDir: string, namespaceId: number): string {
  const shard = (namespaceId % 256).toString(16).padStart(2, '0');
  return join(graphsRoot(dataDir), shard, String(namespaceId));
}

export function quarantineRoot(dataDir: string): string {
  return join(dataDir, 'quarantine');
}

export function stagedRoot(dataDir: string): string {
  return join(dataDir, 'staged');
}

export function stagedDir(dataDir: string, namespaceId: number, job: string): string {
  return join(stagedRoot(dataDir), `${namespaceId}-${job}`);
}

export function sourcesRoot(dataDir: string): string {
  return join(dataDir, 'sources');
}

export function sourcesDir(dataDir: string, namespaceId: number, job: string): string {
  return join(sourcesRoot(dataDir), `${namespaceId}-${job}`);
}

export function cacheRoot(dataDir: string): string {
  return join(dataDir, 'cache');
}

export function cacheDir(dataDir: string, namespaceId: number): string {
  return join(cacheRoot(dataDir), String(namespaceId));
}

/** Held by whoever owns the data directory: `gkg up`, or one of the commands that change it. */
export function dataDirLock(dataDir: string): string {
  return join(dataDir, 'lock');
}

/**
 * Held by the one process that may change a part of the directory: who publishes in graphs/, who builds in
 * staged/, who fetches into sources/. Each cleans its part up at its start, under others' feet otherwise.
 */
export function partLock(dataDir: string, part: 'graphs' | 'staged' | 'sources'): string {
  return join(dataDir, part, 'lock');
}

export interface DiskSpace {
  readonly totalBytes: number;
  /** What a process without privileges may still write. */
  readonly freeBytes: number;
}

/**
 * Less free space than this after a failed write says that the volume was full: the database engines take
 * space in pieces of up to this size, so that a failure leaves no more.
 */
export const fullVolumeBytesMax = 16 * 1024 ** 2;

export async function diskSpace(directory: string): Promise<DiskSpace> {
  const { blocks, bavail, bsize } = await statfs(directory);
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
}

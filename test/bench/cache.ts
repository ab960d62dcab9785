import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where archives, unpacked sources and the peer are kept: `GKG_BENCH_CACHE`, or a directory of the operating
 * system's for what can be fetched again.
 */
export const cacheDirectory = process.env['GKG_BENCH_CACHE'] ?? join(systemCache(), 'gkg-bench');

function systemCache(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches');
  return process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
}

/** A directory in the cache, made if it is not there. */
export function cached(...names: readonly string[]): string {
  const directory = join(cacheDirectory, ...names);
  mkdirSync(directory, { recursive: true });
  return directory;
}

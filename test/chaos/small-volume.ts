import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Impossible } from './run.ts';

/** A volume of its own that can be filled. */
export interface SmallVolume {
  /** A data directory on it, beside what fills it. */
  readonly dataDir: string;
  freeBytes(): number;
  /** Fills it until no more than `freeBytes` are free. */
  fillTo(freeBytes: number): void;
  empty(): void;
  unmount(): void;
}

const pieceBytes = 4096;

export function mountSmallVolume(directory: string, bytes: number): SmallVolume {
  mkdirSync(directory, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0)
    throw new Impossible(`a volume cannot be mounted: ${mounted.stderr?.trim() || String(mounted.error)}`);
  const ballast = join(directory, 'ballast');
  writeFileSync(ballast, '');
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  };
  return {
    dataDir: join(directory, 'data'),
    freeBytes,
    fillTo(target) {
      const piece = Buffer.alloc(pieceBytes);
      try {
        while (freeBytes() > target) appendFileSync(ballast, piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    empty: () => truncateSync(ballast, 0),
    unmount() {
      execFileSync('umount', ['-l', directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

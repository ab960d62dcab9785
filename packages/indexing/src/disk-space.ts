import { mkdir } from 'node:fs/promises';
import { GkgError } from '@gkg/protocol';
import { diskSpace } from '@gkg/runtime';

/** Refuses to start work that would run the volume below its watermark. */
export async function requireFreeSpace(directory: string, freeBytesMin: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const { freeBytes } = await diskSpace(directory);
  if (freeBytes >= freeBytesMin) return;
  const message = `${directory} has ${freeBytes} bytes free; ${freeBytesMin} are required to start a job.`;
  throw new GkgError('disk_full', message, {
    detail: { free_bytes: freeBytes, required_bytes: freeBytesMin },
  });
}

/** Whether this error, or what caused it, is a volume (or a quota) that is full. */
export function isDiskFull(error: unknown): boolean {
  for (let link = error, depth = 0; link instanceof Error && depth < 8; link = link.cause, depth += 1) {
    const { code } = link as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') return true;
    // The database engine passes on the system's sentence instead of its code.
    if (/no space left on device|disk quota exceeded/i.test(link.message)) return true;
  }
  return false;
}

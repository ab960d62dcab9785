import { GkgError } from '@gkg/protocol';
import { diskSpace } from '@gkg/runtime';

const intervalMs = 500;

/**
 * Runs work on a data directory and aborts it with `disk_full` when the free space of the volume falls below
 * the watermark: what is served needs some, and so do the others on the volume.
 */
export async function whileDiskLasts<Result>(
  dataDir: string,
  freeBytesMin: number,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const full = new AbortController();
  const look = async () => {
    // One that cannot be asked says nothing.
    const space = await diskSpace(dataDir).catch(() => null);
    if (space !== null && space.freeBytes < freeBytesMin) full.abort(below(space.freeBytes, freeBytesMin));
  };
  const timer = setInterval(() => void look(), intervalMs);
  try {
    return await work(AbortSignal.any([signal, full.signal]));
  } finally {
    clearInterval(timer);
  }
}

function below(freeBytes: number, freeBytesMin: number): GkgError {
  const message = `The volume has ${freeBytes} bytes free, less than the ${freeBytesMin} at which jobs stop.`;
  return new GkgError('disk_full', message, {
    detail: { free_bytes: freeBytes, required_bytes: freeBytesMin },
  });
}

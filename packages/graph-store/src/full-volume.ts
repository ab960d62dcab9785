import { GkgError } from '@gkg/protocol';
import { diskSpace, fullVolumeBytesMax } from '@gkg/runtime';

/**
 * The error of a failed build: `disk_full` when the volume is, since the engine's own error then tells
 * of the clean-up that failed too, not of what it was out of. To be asked before anything is removed.
 */
export async function explainFailure(error: unknown, directory: string): Promise<unknown> {
  const { freeBytes } = await diskSpace(directory);
  if (freeBytes >= fullVolumeBytesMax) return error;
  return new GkgError('disk_full', 'The volume ran full while the graph was built.', {
    detail: { free_bytes: freeBytes },
    cause: error,
  });
}

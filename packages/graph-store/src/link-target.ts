import { readlink, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The directory that a link names, or null when there is no link. */
export async function linkTarget(link: string): Promise<string | null> {
  try {
    return join(await realpath(dirname(link)), await readlink(link));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

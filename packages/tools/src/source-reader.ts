import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';

const FILE_BYTES_MAX = 8 * 1024 ** 2;

/** Source text is not in the graph: whoever still has the files lends them through this port. */
export interface SourceReader {
  /** The text of a file of the repository, or undefined when it is not at hand. */
  read(file: string): Promise<string | undefined>;
}

/** Reads below one directory and nowhere else, whatever links and `..` say. */
export function createDirectoryReader(directory: string): SourceReader {
  return {
    async read(file) {
      if (isAbsolute(file)) return undefined;
      try {
        const root = await realpath(directory);
        const path = await realpath(join(root, file));
        return path.startsWith(root + sep) ? await readBounded(path) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/** Does not wait for a named pipe, and does not follow a link put there after the path was checked. */
async function readBounded(path: string): Promise<string | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > FILE_BYTES_MAX) return undefined;
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

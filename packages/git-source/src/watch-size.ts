import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limitExceeded } from './source-limits.ts';

const intervalMs = 200;

export interface SizeWatch {
  /** Aborted with `too_large` as its reason once the directory holds more than allowed. */
  readonly exceeded: AbortSignal;
  close(): void;
}

/** Looks now and then at the files of one flat directory: git has no limit of its own on what it receives. */
export function watchSize(directory: string, bytesMax: number): SizeWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let open = true;
  const look = async () => {
    if ((await flatSize(directory)) > bytesMax) controller.abort(limitExceeded('bytes', bytesMax));
    else if (open) timer = setTimeout(() => void look(), intervalMs);
  };
  void look();
  return {
    exceeded: controller.signal,
    close() {
      open = false;
      clearTimeout(timer);
    },
  };
}

async function flatSize(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  const sizes = await Promise.all(
    // A temporary pack may be renamed between the listing and the look at it.
    names.map((name) =>
      stat(join(directory, name)).then(
        (file) => file.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

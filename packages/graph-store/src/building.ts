import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { fsyncPath } from '@gkg/runtime';

/** A graph file under construction, in a directory of its own beside the place where it will be. */
export interface Building {
  /** The directory, for what else the construction needs. */
  readonly directory: string;
  readonly file: string;
  /**
   * Puts the file, which is checkpointed and closed, durably at its place; answers its size in bytes.
   *
   * @throws `engine_failed` when the engine left anything beside it: the file is not the whole graph then.
   */
  finish(): Promise<number>;
  /** Removes what is left of the construction. */
  remove(): Promise<void>;
}

const fileName = 'graph.kuzu';

/** Begins the construction of what will be the graph file `target`. */
export async function startBuilding(target: string): Promise<Building> {
  const place = resolve(target);
  await mkdir(dirname(place), { recursive: true });
  const directory = await mkdtemp(`${place}.new-`);
  const file = join(directory, fileName);
  return {
    directory,
    file,
    async finish() {
      await moveDurably(file, place);
      return (await stat(place)).size;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function moveDurably(built: string, target: string): Promise<void> {
  const left = (await readdir(dirname(built))).filter((name) => name !== fileName);
  if (left.length > 0) {
    throw new GkgError('engine_failed', 'The engine left files beside a checkpointed graph.', {
      detail: { files: left },
    });
  }
  await fsyncPath(built);
  await rename(built, target);
  await fsyncPath(dirname(target));
}

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskSpace } from '@gkg/runtime';
import { z } from 'zod';

/*
 * The trees of earlier fetches, so that the next fetch of the same namespace need not begin with nothing. A
 * cache: whatever is lost of it is fetched again.
 *
 * - kept: `<directory>/<namespace>/`, by its number, holds `tree/` and `state.json`, and nobody writes there.
 * - taken: renamed into the directory of one fetch, which owns it and changes it. A second fetch of the
 *   namespace finds nothing kept. A process killed now leaves a directory of a fetch, which is removed as such.
 * - given back: the state is written anew, then the directory is renamed to its place, over an older one.
 * - dropped: the least recently used go when all together exceed the bytes, or when the volume has less free
 *   space than its minimum. A dropped tree is renamed first, so that half a tree is never taken for one.
 *
 * Files of a tree are not fsynced one by one. After a crash of the machine their content may be lost although
 * the rename is not; so a state counts only in the boot that it was written in.
 */

export interface KeptTreesOptions {
  readonly directory: string;
  readonly bytesMax: number;
  readonly freeBytesMin: number;
}

export interface KeptState {
  readonly commit: string;
  /** What the tree takes on the volume, roughly. */
  readonly bytes: number;
}

const storedState = z.object({
  commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  bytes: z.number().nonnegative(),
  boot: z.string().min(1),
  usedAt: z.number(),
});

export class KeptTrees {
  readonly #options: KeptTreesOptions;
  /** Least recently used first; what is not in here is not kept, whatever the directory holds. */
  #kept: Promise<Map<string, KeptState>> | undefined;

  constructor(options: KeptTreesOptions) {
    this.#options = options;
  }

  /** Moves the tree of a namespace to a directory that does not exist; undefined when there is none. */
  async take(namespace: string, directory: string): Promise<KeptState | undefined> {
    const kept = await this.#load();
    const state = kept.get(namespace);
    if (state === undefined) return undefined;
    kept.delete(namespace);
    await mkdir(dirname(directory), { recursive: true });
    const isThere = await rename(this.#pathOf(namespace), directory).then(
      () => true,
      () => false,
    );
    return isThere ? state : undefined;
  }

  /** Keeps the tree that a fetch made or changed; `directory` is gone afterwards in any case. */
  async give(namespace: string, directory: string, state: KeptState): Promise<void> {
    const kept = await this.#load();
    const usedAt = Date.now();
    const boot = await bootId();
    if (state.bytes > this.#options.bytesMax) return remove(directory);
    await writeFile(join(directory, 'state.json'), JSON.stringify({ ...state, boot, usedAt }));
    await this.forget(namespace);
    try {
      await rename(directory, this.#pathOf(namespace));
    } catch {
      // Another fetch of the namespace was given back meanwhile.
      return remove(directory);
    }
    kept.set(namespace, state);
    await this.#evict(kept);
  }

  async forget(namespace: string): Promise<void> {
    const kept = await this.#load();
    if (kept.delete(namespace)) await this.#drop(namespace);
  }

  async #evict(kept: Map<string, KeptState>): Promise<void> {
    const { bytesMax, freeBytesMin, directory } = this.#options;
    const bytes = () => [...kept.values()].reduce((sum, state) => sum + state.bytes, 0);
    for (const namespace of kept.keys()) {
      if (bytes() <= bytesMax && (await diskSpace(directory)).freeBytes >= freeBytesMin) return;
      await this.forget(namespace);
    }
  }

  async #drop(name: string): Promise<void> {
    const trash = this.#pathOf(`.dropped-${randomBytes(6).toString('hex')}`);
    try {
      await rename(this.#pathOf(name), trash);
    } catch {
      // Somebody emptied the directory: what is not there need not go.
      return;
    }
    await remove(trash);
  }

  #load(): Promise<Map<string, KeptState>> {
    this.#kept ??= this.#scan();
    return this.#kept;
  }

  /** Reads what an earlier process kept; whatever is not whole, or of another boot, is removed. */
  async #scan(): Promise<Map<string, KeptState>> {
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 });
    const found: { name: string; state: z.infer<typeof storedState> }[] = [];
    for (const name of await readdir(this.#options.directory)) {
      // Directories of fetches and the lock lie beside.
      if (!/^(\d+$|\.dropped-)/.test(name)) continue;
      const state = await this.#readState(name);
      if (state === undefined) await remove(this.#pathOf(name));
      else found.push({ name, state });
    }
    found.sort((a, b) => a.state.usedAt - b.state.usedAt);
    return new Map(found.map(({ name, state: { commit, bytes } }) => [name, { commit, bytes }]));
  }

  async #readState(name: string): Promise<z.infer<typeof storedState> | undefined> {
    if (name.startsWith('.')) return undefined;
    try {
      const state = storedState.parse(
        JSON.parse(await readFile(join(this.#pathOf(name), 'state.json'), 'utf8')),
      );
      return state.boot === (await bootId()) ? state : undefined;
    } catch {
      // Missing or torn: a cache entry that was never whole.
      return undefined;
    }
  }

  #pathOf(name: string): string {
    return join(this.#options.directory, name);
  }
}

function remove(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Where a system has no name for a boot, nothing outlives the process. */
const ownBoot = randomBytes(16).toString('hex');

async function bootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ownBoot);
  return id.trim();
}

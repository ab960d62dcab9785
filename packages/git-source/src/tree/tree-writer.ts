import { createHash, type Hash } from 'node:crypto';
import { lstat, mkdir, open, rm, rmdir, symlink, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { countSkip, type SkipCounts } from './skip-counts.ts';
import { linkStaysInside, parentsOf, type SkipReason } from './tree-path.ts';

/*
 * Writes files of a hostile repository below one directory, and nowhere else.
 *
 * - Paths come from `checkPath`. Every directory on the way is made by this writer, or was looked at and is a
 *   real one; a link in its place is a conflict. A file is always created anew (`wx`), never written through.
 * - Symbolic links are made last, by `finish`, so that during the writing there is none of this delivery; of
 *   them only those that stay in the tree.
 * - Small files are written side by side, in bounded number; a large one passes through in pieces. What was
 *   written is told by its git id when its last byte was handed over, so `finish` must be awaited before
 *   anything of it is believed.
 */

/** Files up to this size are collected before they are written. */
const smallBytesMax = 256 * 1024;
const writesMax = 12;

export interface WrittenFile {
  readonly blob: string;
  readonly size: number;
}

export interface FileSink {
  write(chunk: Buffer): Promise<void>;
  /** Git's id of what was written. */
  close(): Promise<WrittenFile>;
  /** Gives up; nothing of the file stays. */
  discard(): Promise<void>;
}

export class TreeWriter {
  readonly skipped: SkipCounts = {};
  /** Paths that were taken when their turn came, so that something else is there. */
  readonly refused = new Set<string>();
  readonly #root: string;
  readonly #algorithm: 'sha1' | 'sha256';
  readonly #directories = new Set<string>();
  readonly #links = new Map<string, string>();
  readonly #writes = new Set<Promise<void>>();
  #failure: Error | undefined;

  /** @param idLength - of git's ids in this repository, in hexadecimal digits. */
  constructor(root: string, idLength: number) {
    this.#root = root;
    this.#algorithm = idLength === 64 ? 'sha256' : 'sha1';
  }

  skip(reason: SkipReason): void {
    countSkip(this.skipped, reason);
  }

  /** A file of a known size; undefined, with a counted reason, where none can be. */
  async create(path: string, size: number): Promise<FileSink | undefined> {
    if (!(await this.#makeParents(path))) return undefined;
    const hash = createHash(this.#algorithm).update(`blob ${size}\0`);
    return size <= smallBytesMax ? this.#smallFile(path, hash) : this.#largeFile(path, hash);
  }

  /** The same where a file, a link or nothing was before. */
  async replace(path: string, size: number): Promise<FileSink | undefined> {
    await this.remove(path);
    return this.create(path, size);
  }

  /** Remembers a link until `finish`; undefined, with a counted reason, where it would leave the tree. */
  link(path: string, target: string): WrittenFile | undefined {
    if (!linkStaysInside(path, target)) {
      this.skip('link_outside');
      return undefined;
    }
    this.#links.set(path, target);
    const content = Buffer.from(target);
    const hash = createHash(this.#algorithm).update(`blob ${content.length}\0`).update(content);
    return { blob: hash.digest('hex'), size: content.length };
  }

  /** Removes a file or a link of an earlier delivery, if it is there and all directories above are real. */
  async remove(path: string): Promise<void> {
    this.#links.delete(path);
    for (const parent of parentsOf(path)) if (!(await this.#isDirectory(parent))) return;
    await rm(join(this.#root, path), { force: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_FS_EISDIR') throw error;
    });
  }

  /** Removes the directories above a removed path that are empty now, as git does. */
  async prune(path: string): Promise<void> {
    for (const parent of parentsOf(path).toReversed()) {
      try {
        await rmdir(join(this.#root, parent));
      } catch {
        return;
      }
      this.#directories.delete(parent);
    }
  }

  /** Waits until nothing is being written, also after an error: only then may the directory be removed. */
  async settle(): Promise<void> {
    await Promise.all(this.#writes);
  }

  /** Waits for the files and makes the links. */
  async finish(): Promise<void> {
    await this.settle();
    if (this.#failure !== undefined) throw this.#failure;
    for (const [path, target] of this.#links) await this.#makeLink(path, target);
    this.#links.clear();
  }

  async #makeLink(path: string, target: string): Promise<void> {
    if (!(await this.#makeParents(path))) return;
    await symlink(target, join(this.#root, path)).catch((error: unknown) => this.#refuse(path, error));
  }

  async #makeParents(path: string): Promise<boolean> {
    for (const parent of parentsOf(path)) {
      if (this.#directories.has(parent)) continue;
      const made = await mkdir(join(this.#root, parent), { mode: 0o755 }).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
          return this.#isDirectory(parent);
        },
      );
      if (!made) {
        this.skip('conflict');
        this.refused.add(path);
        return false;
      }
      this.#directories.add(parent);
    }
    return true;
  }

  async #isDirectory(path: string): Promise<boolean> {
    if (this.#directories.has(path)) return true;
    const status = await lstat(join(this.#root, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (status?.isDirectory() !== true) return false;
    this.#directories.add(path);
    return true;
  }

  #smallFile(path: string, hash: Hash): FileSink {
    const file = join(this.#root, path);
    const chunks: Buffer[] = [];
    let size = 0;
    return {
      write: (chunk) => {
        hash.update(chunk);
        chunks.push(chunk);
        size += chunk.length;
        return Promise.resolve();
      },
      close: async () => {
        const content = Buffer.concat(chunks);
        await this.#enqueue(path, () => writeFile(file, content, { flag: 'wx', mode: 0o644 }));
        return { blob: hash.digest('hex'), size };
      },
      discard: () => Promise.resolve(),
    };
  }

  async #largeFile(path: string, hash: Hash): Promise<FileSink | undefined> {
    const file = join(this.#root, path);
    let size = 0;
    const handle = await open(file, 'wx', 0o644).catch((error: unknown) => this.#refuse(path, error));
    if (handle === undefined) return undefined;
    return {
      write: async (chunk) => {
        hash.update(chunk);
        size += chunk.length;
        await writeAll(handle, chunk);
      },
      close: async () => {
        await handle.close();
        return { blob: hash.digest('hex'), size };
      },
      discard: async () => {
        await handle.close();
        await rm(file, { force: true });
      },
    };
  }

  async #enqueue(path: string, write: () => Promise<void>): Promise<void> {
    while (this.#writes.size >= writesMax) await Promise.race(this.#writes);
    if (this.#failure !== undefined) throw this.#failure;
    const running: Promise<void> = write()
      .catch((error: unknown) => this.#refuse(path, error))
      .catch((error: Error) => {
        this.#failure ??= error;
      })
      .finally(() => this.#writes.delete(running));
    this.#writes.add(running);
  }

  /** Something of that name is there already: the first stays. Anything else is a failure of the volume. */
  #refuse(path: string, error: unknown): undefined {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = refusals[code];
    if (reason === undefined) throw error;
    this.skip(reason);
    this.refused.add(path);
  }
}

const refusals: Readonly<Record<string, SkipReason>> = {
  EEXIST: 'duplicate',
  EISDIR: 'conflict',
  ENOTDIR: 'conflict',
};

async function writeAll(handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, at, chunk.length - at);
    at += bytesWritten;
  }
}

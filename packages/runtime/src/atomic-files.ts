import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GkgError } from '@gkg/protocol';

/**
 * Replaces a file so that a reader, and a machine that loses power, sees the old content or the new:
 * temporary file beside it, fsync, rename, fsync of the directory.
 */
export async function writeFileAtomic(file: string, data: string | Uint8Array, mode = 0o666): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeDurable(draft, data, mode);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await fsyncPath(dirname(file));
}

async function writeDurable(file: string, data: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes what was written into a file, or what was renamed within a directory, survive a power cut. */
export async function fsyncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The parsed content of a JSON file; undefined when there is no such file. */
export async function readJson(
  file: string,
  parse: (text: string) => unknown = JSON.parse,
): Promise<unknown> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  try {
    return parse(content);
  } catch (cause) {
    throw new GkgError('internal', `${file} is not valid JSON.`, { cause });
  }
}

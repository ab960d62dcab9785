import type { Tally } from '../tree/listing.ts';
import { checkPath } from '../tree/tree-path.ts';
import type { TreeWriter, WrittenFile } from '../tree/tree-writer.ts';
import { ByteReader } from './byte-reader.ts';
import { readTar, type TarEntry } from './tar-reader.ts';

export interface UnpackOptions {
  /** What git was told to put before every name; it always adds a slash to it. */
  readonly prefix: string;
  readonly writer: TreeWriter;
  /** Throws at the limit of files, or of bytes, while the archive arrives. */
  readonly tally: Tally;
  onFile(path: string, written: WrittenFile): void;
}

/**
 * Unpacks an archive that git made of a hostile repository. An entry that may not be written is passed over
 * and counted by its reason, and the rest is unpacked; a damaged or truncated archive, or one beyond the
 * limits, is an error. The writer's `finish` is left to the caller.
 */
export async function unpackTar(
  chunks: AsyncIterable<Buffer>,
  options: UnpackOptions,
  signal?: AbortSignal,
): Promise<void> {
  const reader = new ByteReader(chunks);
  try {
    for await (const entry of readTar(reader)) {
      signal?.throwIfAborted();
      // Entries count whatever they are: an archive of nothing but directories ends as well.
      options.tally.addFile();
      await unpackEntry(entry, options);
    }
  } finally {
    await reader.close();
    await options.writer.settle();
  }
}

async function unpackEntry(entry: TarEntry, options: UnpackOptions): Promise<void> {
  const { writer, tally } = options;
  // Git knows no empty directories: those with files are made for their files.
  if (entry.type === 'directory') return;
  if (entry.type !== 'file' && entry.type !== 'symlink') return writer.skip(entry.type);
  const raw = withoutPrefix(entry.path, options.prefix);
  const checked = raw === undefined ? { skip: 'outside' as const } : checkPath(raw);
  if ('skip' in checked) return writer.skip(checked.skip);
  // Refused before the first byte of it is waited for.
  tally.addBytes(entry.size);
  const written =
    entry.type === 'file' ? await writeFile(entry, checked.path, writer) : link(entry, checked.path, writer);
  if (written !== undefined) options.onFile(checked.path, written);
}

async function writeFile(
  entry: TarEntry,
  path: string,
  writer: TreeWriter,
): Promise<WrittenFile | undefined> {
  const sink = await writer.create(path, entry.size);
  if (sink === undefined) return undefined;
  try {
    for await (const piece of entry.content()) await sink.write(piece);
  } catch (error) {
    await sink.discard();
    throw error;
  }
  return sink.close();
}

function link(entry: TarEntry, path: string, writer: TreeWriter): WrittenFile | undefined {
  const target = entry.linkTarget.toString('utf8');
  if (Buffer.from(target).equals(entry.linkTarget)) return writer.link(path, target);
  writer.skip('name_not_utf8');
  return undefined;
}

function withoutPrefix(path: Buffer, prefix: string): Buffer | undefined {
  const start = Buffer.from(`${prefix}/`);
  return path.subarray(0, start.length).equals(start) ? path.subarray(start.length) : undefined;
}

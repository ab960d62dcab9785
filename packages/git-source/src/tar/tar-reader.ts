import type { ByteReader } from './byte-reader.ts';
import { parsePaxRecords, type PaxRecords } from './pax-records.ts';
import { tarError } from './tar-error.ts';
import { blockBytes, parseHeader, type TarHeader } from './tar-header.ts';

/*
 * A tar archive as a sequence of entries, read while it arrives. What an entry is called, how long it is and
 * where it points to may come from headers before its own, and the last word counts: PAX records ('x', and
 * 'g' for all that follow), else GNU's long names ('L', 'K'), else the header. So a size of zero in the header
 * hides nothing. The end is two blocks of zeros; an archive without them was cut off.
 */

export type TarEntryType = 'file' | 'directory' | 'symlink' | 'hard_link' | 'special_file' | 'sparse_file';

export interface TarEntry {
  readonly type: TarEntryType;
  readonly path: Buffer;
  readonly linkTarget: Buffer;
  readonly size: number;
  /** The content, in pieces; what is not taken is passed over before the next entry. */
  content(): AsyncGenerator<Buffer>;
}

/** Names and records longer than this are not of a repository. */
const metadataBytesMax = 1024 * 1024;

const typeOf: Readonly<Record<string, TarEntryType>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard_link',
  '2': 'symlink',
  '5': 'directory',
  S: 'sparse_file',
};

export async function* readTar(reader: ByteReader): AsyncGenerator<TarEntry> {
  let global: PaxRecords = {};
  let next: PaxRecords = {};
  for (;;) {
    const header = await readHeader(reader);
    if (header === undefined) break;
    if (header.typeFlag === 'g') global = { ...global, ...parsePaxRecords(await metadata(reader, header)) };
    else if (header.typeFlag === 'x') next = { ...next, ...parsePaxRecords(await metadata(reader, header)) };
    else if (header.typeFlag === 'L') next = { path: cString(await metadata(reader, header)), ...next };
    else if (header.typeFlag === 'K') next = { linkTarget: cString(await metadata(reader, header)), ...next };
    else {
      yield* oneEntry(reader, header, { ...global, ...next });
      next = {};
    }
  }
  await reader.drain();
}

async function readHeader(reader: ByteReader): Promise<TarHeader | undefined> {
  const header = parseHeader(await reader.read(blockBytes));
  if (header !== undefined) return header;
  if (parseHeader(await reader.read(blockBytes)) !== undefined) throw tarError('is damaged');
  return undefined;
}

async function* oneEntry(
  reader: ByteReader,
  header: TarHeader,
  { path, linkTarget, size, isSparse }: PaxRecords,
): AsyncGenerator<TarEntry> {
  const type = isSparse === true ? 'sparse_file' : (typeOf[header.typeFlag] ?? 'special_file');
  // A hard link repeats the size of its target and has no content.
  const bytes = type === 'hard_link' ? 0 : (size ?? header.size);
  let left = bytes;
  const content = async function* () {
    while (left > 0) {
      const piece = await reader.some(left);
      left -= piece.length;
      yield piece;
    }
  };
  yield {
    type,
    path: path ?? header.path,
    linkTarget: linkTarget ?? header.linkTarget,
    size: bytes,
    content,
  };
  await reader.skip(left + paddingOf(bytes));
}

async function metadata(reader: ByteReader, { size }: TarHeader): Promise<Buffer> {
  if (size > metadataBytesMax) throw tarError('has a name that no file has');
  const content = await reader.read(size);
  await reader.skip(paddingOf(size));
  return content;
}

function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

function cString(content: Buffer): Buffer {
  const end = content.indexOf(0);
  return end === -1 ? content : content.subarray(0, end);
}

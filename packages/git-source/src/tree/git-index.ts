import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import type { ListedFile, Listing } from './listing.ts';

/*
 * What a fetched tree consists of is kept in git's own form: `.git/index`, version 2, in a repository without
 * objects. So whoever lists the tree with git sees exactly the files of the commit, also those that a
 * `.gitignore` in it would hide, with the id of each content; and the next fetch knows what it starts from.
 * The format is a header, entries in the order of their bytes, and a checksum of all that.
 */

const headerBytes = 12;
/** Times, device and owner, which stay zero; then mode, size, id, and a word with the length of the name. */
const entryBytes = 42;
const modeAt = 24;
const sizeAt = 36;
const idAt = 40;
const nameLengthMax = 0xfff;

export async function writeGitIndex(tree: string, commit: string, listing: Listing): Promise<void> {
  const directory = join(tree, '.git');
  await mkdir(join(directory, 'objects'), { recursive: true });
  await mkdir(join(directory, 'refs'), { recursive: true });
  await writeFile(join(directory, 'config'), configOf(commit.length));
  await writeFile(join(directory, 'HEAD'), `${commit}\n`);
  await writeFile(join(directory, 'index'), indexOf(listing, commit.length));
}

/** The listing of an index that `writeGitIndex` wrote. */
export async function readGitIndex(tree: string, idLength: number): Promise<Listing> {
  const index = await readFile(join(tree, '.git', 'index'));
  const idBytes = idLength / 2;
  const body = index.subarray(0, index.length - idBytes);
  if (!checksum(body, idLength).equals(index.subarray(index.length - idBytes))) {
    throw new GkgError('internal', 'The listing of a kept tree is damaged.');
  }
  const listing: Listing = new Map();
  for (let at = headerBytes; at < body.length;) at = readEntry(body, at, idBytes, listing);
  return listing;
}

function configOf(idLength: number): string {
  const core = '[core]\n\trepositoryformatversion = ';
  return idLength === 64 ? `${core}1\n[extensions]\n\tobjectformat = sha256\n` : `${core}0\n`;
}

function indexOf(listing: Listing, idLength: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('DIRC', 0, 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(listing.size, 8);
  const names = [...listing.keys()].map((path) => ({ path, name: Buffer.from(path) }));
  names.sort((a, b) => Buffer.compare(a.name, b.name));
  const entries = names.map(({ path, name }) => entryOf(name, listing.get(path)!, idLength / 2));
  const body = Buffer.concat([header, ...entries]);
  return Buffer.concat([body, checksum(body, idLength)]);
}

function entryOf(name: Buffer, { mode, blob, size }: ListedFile, idBytes: number): Buffer {
  const entry = Buffer.alloc(paddedLength(name.length, idBytes));
  entry.writeUInt32BE(mode, modeAt);
  // Git keeps the low 32 bits, too.
  entry.writeUInt32BE(size % 2 ** 32, sizeAt);
  entry.write(blob, idAt, 'hex');
  entry.writeUInt16BE(Math.min(name.length, nameLengthMax), idAt + idBytes);
  name.copy(entry, entryBytes + idBytes);
  return entry;
}

function readEntry(body: Buffer, at: number, idBytes: number, listing: Listing): number {
  const nameAt = at + entryBytes + idBytes;
  const end = body.indexOf(0, nameAt);
  const name = body.toString('utf8', nameAt, end);
  const blob = body.toString('hex', at + idAt, at + idAt + idBytes);
  listing.set(name, { mode: body.readUInt32BE(at + modeAt), blob, size: body.readUInt32BE(at + sizeAt) });
  return at + paddedLength(end - nameAt, idBytes);
}

/** Entries end with one to eight zeros, at a multiple of eight. */
function paddedLength(nameBytes: number, idBytes: number): number {
  const length = entryBytes + idBytes + nameBytes;
  return length + 8 - (length % 8);
}

function checksum(body: Buffer, idLength: number): Buffer {
  return createHash(idLength === 64 ? 'sha256' : 'sha1')
    .update(body)
    .digest();
}

/**
 * Reading a zip archive (wheels, jars, Go modules): the directory at the archive's end names every entry with
 * its place and sizes. Stored and deflated entries; archives beyond 4 GB are not read.
 */
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;

export interface ZipEntry {
  readonly path: string;
  content(): Buffer;
}

/** The archive's files, without its directories. */
export function readZip(file: string): ZipEntry[] {
  const zip = readFileSync(file);
  const end = findEnd(zip);
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0 || at < end; left--) {
    if (at + entryBytes > end || zip.readUInt32LE(at) !== entrySignature) break;
    const names = at + entryBytes;
    const nameBytes = zip.readUInt16LE(at + 28);
    const path = zip.toString('utf8', names, names + nameBytes);
    if (!path.endsWith('/')) entries.push(entryAt(zip, at, path));
    at = names + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

export function isZip(file: Buffer): boolean {
  return file.length >= 4 && file.readUInt32LE(0) === 0x04034b50;
}

function entryAt(zip: Buffer, at: number, path: string): ZipEntry {
  const isStored = zip.readUInt16LE(at + 10) === 0;
  const size = zip.readUInt32LE(at + 20);
  const local = zip.readUInt32LE(at + 42);
  return {
    path,
    content() {
      const from = local + localBytes + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(from, from + size);
      return isStored ? packed : inflateRawSync(packed);
    },
  };
}

function findEnd(zip: Buffer): number {
  for (let at = zip.length - endBytes; at >= 0; at--) {
    if (zip.readUInt32LE(at) === endSignature) return at;
  }
  throw new Error('the archive has no directory');
}

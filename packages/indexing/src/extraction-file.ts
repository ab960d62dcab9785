/*
 * Extraction results on disk, one file a namespace. It is a cache: whatever is wrong with it costs time and
 * nothing else.
 *
 *   <header>\n                                        forms and versions; a file with another header is not read
 *   (u32 key bytes, u32 value bytes, u32 crc, key, value)*      little-endian; CRC-32 over key and value
 *
 * Results are appended as they are made. A process that is killed leaves half a record at the end, which does
 * not fit the file or its checksum; the next writer continues where the last whole one ends. A record that was
 * damaged later is found when it is read, and is extracted again.
 *
 * After a build the file is written anew, beside itself and renamed, when most of it is of no use any more. It
 * is not synced: what a crash of the machine leaves is checked as everything else. There is one writer, since a
 * namespace has one job at a time and a data directory one indexer.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeExtraction, encodeExtraction, extractorVersion, storedFormVersion } from '@gkg/code-graph';
import type { ExtractedFile, ExtractionStore } from '@gkg/code-graph';

const header = Buffer.from(`gkg extractions 1, extractor ${extractorVersion}, form ${storedFormVersion}\n`);
const prefixBytes = 12;
const keyBytesMax = 1024;
/** A file that is this small is not worth writing anew. */
const rewriteBytesMin = 4 * 1024 * 1024;

interface Place {
  /** Of the record's prefix. */
  readonly at: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

export interface ExtractionFile extends ExtractionStore {
  close(): void;
}

/**
 * Opens the results that are kept in `file`, if there are any; undefined when there can be no such file.
 *
 * @param bytesMax above this size the file keeps what the last build used, or nothing if that is too much, too.
 */
export function openExtractionFile(file: string, bytesMax: number): ExtractionFile | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const records = openRecords(file);
    return createStore(records, bytesMax);
  } catch {
    return undefined;
  }
}

function createStore(records: Records, bytesMax: number): ExtractionFile {
  // What cannot be written, on a full volume say, is done without from then on.
  let isWritable = true;
  const attempt = (write: () => void) => {
    try {
      if (isWritable) write();
    } catch {
      isWritable = false;
    }
  };
  return {
    get isEmpty() {
      return records.places.size === 0;
    },
    find(key) {
      const place = records.places.get(key);
      const found = place === undefined ? undefined : readValue(records.descriptor, place);
      if (found === undefined) records.places.delete(key);
      return found;
    },
    add: (key, value) => attempt(() => append(records, key, value)),
    endBuild: (keys) => attempt(() => keepBounded(records, keys, bytesMax)),
    close: () => closeSync(records.descriptor),
  };
}

/** An open file, where its whole records are, and where the last one ends. */
interface Records {
  readonly file: string;
  descriptor: number;
  places: Map<string, Place>;
  end: number;
}

function openRecords(file: string): Records {
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  const { places, end } = readPlaces(descriptor);
  ftruncateSync(descriptor, end);
  return { file, descriptor, places, end };
}

function append(records: Records, key: string, value: ExtractedFile): void {
  const record = encodeRecord(key, value);
  if (record === undefined || records.places.has(key)) return;
  if (records.end === 0) {
    writeAll(records.descriptor, header, 0);
    records.end = header.length;
  }
  const [keyBytes, valueBytes] = [record.readUInt32LE(0), record.readUInt32LE(4)];
  writeAll(records.descriptor, record, records.end);
  records.places.set(key, { at: records.end, keyBytes, valueBytes });
  records.end += record.length;
}

function keepBounded(records: Records, keys: ReadonlySet<string>, bytesMax: number): void {
  const used = [...keys].map((key) => records.places.get(key)).filter((place) => place !== undefined);
  const usedBytes = used.reduce((sum, place) => sum + recordBytes(place), header.length);
  if (usedBytes > bytesMax) return startOver(records);
  const isMostlyUseless = records.end > rewriteBytesMin && records.end > 3 * usedBytes;
  if (records.end > bytesMax || isMostlyUseless) rewrite(records, keys);
}

function startOver(records: Records): void {
  ftruncateSync(records.descriptor, 0);
  records.places = new Map();
  records.end = 0;
}

/** Keeps only the records of these keys. */
function rewrite(records: Records, keys: ReadonlySet<string>): void {
  const fresh = `${records.file}.new`;
  const to = openSync(fresh, 'w+', 0o600);
  writeAll(to, header, 0);
  const kept = new Map<string, Place>();
  let end = header.length;
  for (const [key, place] of records.places) {
    const record = keys.has(key) ? readAt(records.descriptor, place.at, recordBytes(place)) : undefined;
    if (record === undefined) continue;
    writeAll(to, record, end);
    kept.set(key, { ...place, at: end });
    end += record.length;
  }
  renameSync(fresh, records.file);
  closeSync(records.descriptor);
  Object.assign(records, { descriptor: to, places: kept, end });
}

function encodeRecord(key: string, value: ExtractedFile): Buffer | undefined {
  const [keyPart, valuePart] = [Buffer.from(key), encodeExtraction(value)];
  if (keyPart.length > keyBytesMax) return undefined;
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32LE(keyPart.length, 0);
  prefix.writeUInt32LE(valuePart.length, 4);
  prefix.writeUInt32LE(crc32(valuePart, crc32(keyPart)), 8);
  return Buffer.concat([prefix, keyPart, valuePart]);
}

/** Where each whole record is, and where the last one ends; nothing of a file that is not ours. */
function readPlaces(descriptor: number): { places: Map<string, Place>; end: number } {
  const places = new Map<string, Place>();
  const { size } = fstatSync(descriptor);
  if (readAt(descriptor, 0, header.length)?.equals(header) !== true) return { places, end: 0 };
  let end = header.length;
  while (end + prefixBytes <= size) {
    const prefix = readAt(descriptor, end, prefixBytes);
    if (prefix === undefined) break;
    const [keyBytes, valueBytes] = [prefix.readUInt32LE(0), prefix.readUInt32LE(4)];
    const place = { at: end, keyBytes, valueBytes };
    if (keyBytes > keyBytesMax || end + recordBytes(place) > size) break;
    const key = readAt(descriptor, end + prefixBytes, keyBytes);
    if (key === undefined) break;
    places.set(key.toString(), place);
    end += recordBytes(place);
  }
  return { places, end };
}

function readValue(descriptor: number, place: Place): ExtractedFile | undefined {
  const record = readAt(descriptor, place.at, recordBytes(place));
  if (record === undefined || crc32(record.subarray(prefixBytes)) !== record.readUInt32LE(8))
    return undefined;
  try {
    return decodeExtraction(record.subarray(prefixBytes + place.keyBytes));
  } catch {
    return undefined;
  }
}

function recordBytes({ keyBytes, valueBytes }: Place): number {
  return prefixBytes + keyBytes + valueBytes;
}

function readAt(descriptor: number, at: number, bytes: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(bytes);
  for (let read = 0; read < bytes;) {
    const count = readSync(descriptor, buffer, read, bytes - read, at + read);
    if (count === 0) return undefined;
    read += count;
  }
  return buffer;
}

function writeAll(descriptor: number, bytes: Buffer, at: number): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, at + written);
  }
}

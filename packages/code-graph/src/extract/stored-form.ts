import { deserialize, serialize } from 'node:v8';
import type { ExtractedFile } from './extract-file.ts';

/** What must be equal for stored results to be read: the form is V8's own, and it may change with it. */
export const storedFormVersion = `1 v8 ${process.versions.v8}`;

/** The result of extracting a file as bytes: facts are arrays of numbers, which are copied as they are. */
export function encodeExtraction(file: ExtractedFile): Buffer {
  const { seconds: _, ...stored } = file;
  return serialize({ ...stored, path: '' });
}

/** @throws when the bytes are not such a result; whoever stores them guards them with a checksum. */
export function decodeExtraction(bytes: Uint8Array): ExtractedFile {
  return deserialize(bytes) as ExtractedFile;
}

import { tarError } from './tar-error.ts';

export const blockBytes = 512;

export interface TarHeader {
  readonly path: Buffer;
  readonly linkTarget: Buffer;
  readonly size: number;
  readonly typeFlag: string;
}

const offsets = { size: 124, checksum: 148, typeFlag: 156, linkName: 157, magic: 257, prefix: 345 } as const;

/** Reads one header block of the formats v7, ustar, GNU and PAX; undefined for a block of zeros. */
export function parseHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (numberAt(block, offsets.checksum, 8) !== checksumOf(block)) throw tarError('is damaged');
  const name = textAt(block, 0, 100);
  // GNU's own format keeps times where ustar keeps the first part of a long path.
  const isUstar = block.toString('latin1', offsets.magic, offsets.magic + 6) === 'ustar\0';
  const prefix = isUstar ? textAt(block, offsets.prefix, 155) : Buffer.alloc(0);
  return {
    path: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    linkTarget: textAt(block, offsets.linkName, 100),
    size: numberAt(block, offsets.size, 12),
    typeFlag: block.toString('latin1', offsets.typeFlag, offsets.typeFlag + 1),
  };
}

function textAt(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  // A copy: the block is part of a chunk that would be kept alive.
  return Buffer.from(end === -1 ? field : field.subarray(0, end));
}

/** Octal text, or with the first bit set a binary number. */
function numberAt(block: Buffer, at: number, length: number): number {
  const field = block.subarray(at, at + length);
  if (field[0]! >= 0x80) return binaryNumber(field);
  const text = field.toString('latin1').replace(/\0.*$/s, '').trim();
  if (!/^[0-7]*$/.test(text)) throw tarError('is damaged');
  return text === '' ? 0 : Number.parseInt(text, 8);
}

function binaryNumber(field: Buffer): number {
  let value = field[0]! & 0x7f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw tarError('names a size that no file has');
  return value;
}

function checksumOf(block: Buffer): number {
  let sum = 0;
  for (let at = 0; at < blockBytes; at += 1) {
    const isOwnField = at >= offsets.checksum && at < offsets.checksum + 8;
    sum += isOwnField ? 32 : block[at]!;
  }
  return sum;
}

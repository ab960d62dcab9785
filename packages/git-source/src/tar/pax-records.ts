import { tarError } from './tar-error.ts';

/** What a PAX header says about the entry that follows, in place of that entry's own header. */
export interface PaxRecords {
  readonly path?: Buffer;
  readonly linkTarget?: Buffer;
  readonly size?: number;
  readonly isSparse?: boolean;
}

/** Reads records of the form `<length of all> <key>=<value>\n`; keys of no interest are passed over. */
export function parsePaxRecords(content: Buffer): PaxRecords {
  let records: PaxRecords = {};
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(32, at);
    const length = space === -1 ? Number.NaN : decimal(content.toString('latin1', at, space));
    const end = at + length;
    const equals = content.indexOf(61, space);
    const isWhole = end <= content.length && equals > space && equals < end && content[end - 1] === 10;
    if (!isWhole) throw tarError('is damaged');
    const key = content.toString('latin1', space + 1, equals);
    records = { ...records, ...recordOf(key, content.subarray(equals + 1, end - 1)) };
    at = end;
  }
  return records;
}

function recordOf(key: string, value: Buffer): PaxRecords {
  if (key === 'path') return { path: value };
  if (key === 'linkpath') return { linkTarget: value };
  if (key === 'size') return { size: decimal(value.toString('latin1')) };
  return key.startsWith('GNU.sparse.') ? { isSparse: true } : {};
}

function decimal(text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw tarError('is damaged');
  return value;
}

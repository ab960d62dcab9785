/** Archives entry by entry, also such as no program would write. */
export interface RawEntry {
  readonly path: string | Buffer;
  readonly type?: string;
  readonly content?: string | Buffer;
  readonly linkTarget?: string;
  /** What the header claims, where that differs from the content. */
  readonly size?: number;
}

export function rawEntry({ path, type = '0', content = '', linkTarget = '', size }: RawEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  Buffer.from(path).copy(header, 0, 0, 100);
  header.write('0000644\0', 100, 'latin1');
  header.write(`${(size ?? body.length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(linkTarget, 157, 100, 'utf8');
  header.write('ustar\x0000', 257, 'latin1');
  return Buffer.concat([withChecksum(header), body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

export function pax(records: Readonly<Record<string, string>>, type = 'x'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => paxRecord(key, value));
  return rawEntry({ path: 'pax', type, content: Buffer.concat(lines) });
}

export const endOfArchive = Buffer.alloc(1024);

export function tarOf(...entries: (RawEntry | Buffer)[]): Buffer {
  const parts = entries.map((entry) => (Buffer.isBuffer(entry) ? entry : rawEntry(entry)));
  return Buffer.concat([...parts, endOfArchive]);
}

function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

export function withChecksum(header: Buffer): Buffer {
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

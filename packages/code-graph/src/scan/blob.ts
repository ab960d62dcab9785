import { createHash } from 'node:crypto';

/** The id git gives a blob of this content: SHA-1 over `blob <size>\0<content>`. */
export function blobId(content: Buffer): string {
  return createHash('sha1')
    .update(`blob ${String(content.length)}\0`)
    .update(content)
    .digest('hex');
}

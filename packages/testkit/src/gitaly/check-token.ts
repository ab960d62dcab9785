import { createHmac, timingSafeEqual } from 'node:crypto';

/** Gitaly takes a token for this long before and after its own clock. */
const windowSeconds = 30;

export type TokenVerdict = 'ok' | 'missing' | 'refused';

/** Checks what stands in `authorization` as Gitaly does: `Bearer v2.<HMAC-SHA256 of the time>.<time>`. */
export function checkToken(
  header: string | undefined,
  secret: string,
  nowMs: number = Date.now(),
): TokenVerdict {
  const match = /^Bearer (.+)$/.exec(header ?? '');
  if (match === null) return 'missing';
  const [version, signature = '', timestamp = '', ...rest] = match[1]!.split('.');
  if (version !== 'v2' || rest.length > 0 || !/^\d{1,12}$/.test(timestamp)) return 'refused';
  const expected = createHmac('sha256', secret).update(timestamp).digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'refused';
  return Math.abs(nowMs / 1000 - Number(timestamp)) > windowSeconds ? 'refused' : 'ok';
}

import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { HookKind } from './schema.ts';
import { equalHashes, hashOf } from './tokens.ts';

/** Whether the sender knows the hook's secret, in the manner of its kind and in constant time. */
export function knowsSecret(
  kind: HookKind,
  secret: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): boolean {
  if (kind === 'github') return isSigned(headers['x-hub-signature-256'], secret, body);
  const given = kind === 'gitlab' ? headers['x-gitlab-token'] : plainToken(headers);
  return typeof given === 'string' && equalHashes(hashOf(given), hashOf(secret));
}

/** Of the bytes as they came: a body that is parsed and written again is another. */
function isSigned(given: string | string[] | undefined, secret: string, body: Buffer): boolean {
  const signature = /^sha256=([0-9a-f]{64})$/.exec(String(given))?.[1];
  const expected = createHmac('sha256', secret).update(body).digest('hex');
  return signature !== undefined && equalHashes(signature, expected);
}

function plainToken(headers: IncomingHttpHeaders): string | undefined {
  const own = headers['x-gkg-token'];
  if (typeof own === 'string') return own;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

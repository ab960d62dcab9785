import { createHmac } from 'node:crypto';

/**
 * A second-version token: it proves the knowledge of the secret at this moment, and Gitaly takes it for half a
 * minute around. So each call has one of its own.
 */
export function gitalyToken(secret: string, nowMs: number = Date.now()): string {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', secret).update(timestamp).digest('hex');
  return `v2.${signature}.${timestamp}`;
}

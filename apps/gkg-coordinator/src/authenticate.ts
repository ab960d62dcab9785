import type { IncomingHttpHeaders } from 'node:http';
import { GkgError } from '@gkg/protocol';
import type { SharedSecret } from '@gkg/runtime';
import { owner, type Principal } from './principal.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { equalHashes, hashOf, principalOfToken } from './tokens.ts';

/*
 * Who makes a request (docs/decisions/021-users-tokens-permissions.md):
 *
 * - a token of a user: that user, within the token's scope and the user's rate;
 * - the admin token, which lies in a file on this machine: the owner;
 * - no token, where tokens are not required: the owner, if the request comes from this machine itself. One that
 *   was passed on by a reverse proxy, or was addressed to a name that is not this machine's, does not count.
 *
 * Whatever is wrong with a token, the answer is the same.
 */

export interface AccessRules {
  /** Whether requests of this machine need one, too. */
  readonly isTokenNeeded: boolean;
  /** Null where there is none, because none was ever needed. */
  readonly adminToken: SharedSecret | null;
  /** Takes the price of a request from the user's rate; answers how many seconds are missing. */
  readonly takeRequest: (userId: number, requestsPerMinute: number | null) => number;
  /** The same for the messages of one hook. */
  readonly takeHook: (publicId: string) => number;
}

interface Asking {
  readonly headers: IncomingHttpHeaders;
  readonly address: string | undefined;
}

export async function authenticate(
  db: CoordinatorDatabase,
  { headers, address }: Asking,
  now: Date,
  rules: AccessRules,
): Promise<Principal> {
  const given = headers.authorization;
  if (given === undefined) {
    if (!rules.isTokenNeeded && isFromHere(headers, address)) return owner;
    throw unauthorized('a token is needed: Authorization: Bearer <token>');
  }
  const token = /^Bearer +(\S{1,256})$/i.exec(given)?.[1] ?? '';
  if (await isAdminToken(token, rules.adminToken)) return owner;
  const found = await principalOfToken(db, token, now);
  if (found === null) throw unauthorized('the token is not valid');
  const { principal, requestsPerMinute } = found;
  const waitSeconds = rules.takeRequest(principal.userId ?? 0, requestsPerMinute);
  if (waitSeconds === 0) return principal;
  throw new GkgError('rate_limited', `${principal.name} asks too often.`, {
    detail: { retry_after_seconds: Math.ceil(waitSeconds) },
  });
}

async function isAdminToken(token: string, secret: SharedSecret | null): Promise<boolean> {
  if (secret === null) return false;
  return equalHashes(hashOf(token), hashOf(await secret.current()));
}

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];
const loopbackNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

function isFromHere(headers: IncomingHttpHeaders, address: string | undefined): boolean {
  if (forwardingHeaders.some((name) => headers[name] !== undefined)) return false;
  if (!loopbackNames.test(headers.host ?? '')) return false;
  return address !== undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
}

function unauthorized(why: string): GkgError {
  return new GkgError('unauthorized', `Unauthorized: ${why}.`);
}

import { z } from 'zod';
import { GkgError } from './errors.ts';

/**
 * Who a call is made for, so that nobody uses up what others need: a user, or a program that works for one.
 * Both are names without a meaning of their own here.
 */
export interface Caller {
  readonly user: string | null;
  /** A program that asks by itself, such as an MCP client; it has a budget beside its user's. */
  readonly agent: string | null;
}

/**
 * How the two are told to a node and inside it. The router that signs the token sets them, or puts them into
 * the token as claims, which then count instead; who can reach a service of the node without a token is
 * believed, too.
 */
export const userHeader = 'x-gkg-user';
export const agentHeader = 'x-gkg-agent';

const nameLengthMax = 128;
const callerName = z.string().regex(/^[\w.:@+/% -]{1,128}$/);

export function callerOfClaims(payload: Readonly<Record<string, unknown>>): Caller {
  return { user: nameOf(payload['user_id']), agent: nameOf(payload['agent']) };
}

/** A name of any letters, as one that fits a header: who signs is believed, and must not go without a name. */
function nameOf(claim: unknown): string | null {
  if (typeof claim === 'number') return String(claim);
  if (typeof claim !== 'string' || claim === '') return null;
  if (callerName.safeParse(claim).success) return claim;
  return encodeURIComponent(claim.slice(0, nameLengthMax).toWellFormed()).slice(0, nameLengthMax);
}

export function callerOfHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Caller {
  return { user: nameIn(headers, userHeader), agent: nameIn(headers, agentHeader) };
}

export function callerHeaders({ user, agent }: Caller): Record<string, string> {
  return {
    ...(user === null ? {} : { [userHeader]: user }),
    ...(agent === null ? {} : { [agentHeader]: agent }),
  };
}

function nameIn(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | null {
  const given = headers[name];
  if (given === undefined) return null;
  const parsed = callerName.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new GkgError('invalid_request', `${name}: must be a name of at most 128 letters, digits and signs.`, {
    detail: { field: name },
  });
}

import type { IncomingHttpHeaders } from 'node:http';
import { GkgError, tokenBytesMax, tokenDirections, tokenLeewaySeconds } from '@gkg/protocol';
import type { TokenDirection } from '@gkg/protocol';
import type { JWTPayload } from 'jose';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';
import { openSharedSecret, type SharedSecret } from './shared-secret.ts';

/** A fresh token; `claims` may add to it but not replace what the direction fixes. */
export async function signRequestToken(
  direction: TokenDirection,
  secret: string,
  claims: JWTPayload = {},
): Promise<string> {
  const { issuer, audience, seconds } = tokenDirections[direction];
  const issuedAt = Math.floor(Date.now() / 1000);
  // Loaded with the first token: commands that speak to nobody need not wait for it.
  const { SignJWT } = await import('jose');
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds);
  if (audience !== null) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}

/** The header that carries a fresh token: `Bearer <jwt>` towards a node, the bare token towards Rails. */
export async function signedHeaders(
  direction: TokenDirection,
  secret: string,
  claims: JWTPayload = {},
): Promise<Record<string, string>> {
  const token = await signRequestToken(direction, secret, claims);
  const value = direction === 'rails_to_node' ? `Bearer ${token}` : token;
  return { [tokenDirections[direction].header]: value };
}

export interface TokenRules {
  /** How far the clocks of both sides may be apart. */
  readonly leewaySeconds: number;
  /** Whether a token without an end is refused. */
  readonly isExpiryRequired: boolean;
}

const defaultRules: Readonly<Record<TokenDirection, TokenRules>> = {
  rails_to_node: { leewaySeconds: tokenLeewaySeconds, isExpiryRequired: true },
  // Rails' own rule for what it is sent.
  node_to_rails: { leewaySeconds: tokenLeewaySeconds, isExpiryRequired: false },
};

/** The claims of the token in the headers of a request, or `unauthorized`; any of the secrets will do. */
export async function verifyRequestToken(
  direction: TokenDirection,
  headers: IncomingHttpHeaders,
  secrets: string | readonly string[],
  rules: TokenRules = defaultRules[direction],
): Promise<JWTPayload> {
  const token = tokenOf(direction, headers);
  let refusal: unknown;
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    try {
      return checkIssuedAt(await verifyToken(direction, token, secret, rules), rules);
    } catch (error) {
      refusal ??= error;
    }
  }
  throw unauthorized('the token is not valid', refusal);
}

export type TokenCheck = (headers: IncomingHttpHeaders) => Promise<JWTPayload>;

export type TokenSettings = Pick<
  Config,
  'jwtSecretFile' | 'secretOverlapMs' | 'tokenLeewayMs' | 'tokenExpiry'
>;

/**
 * Verifies what Rails, or the coordinator, sends to a node, as the settings say. The proxy does so for every
 * request that it passes on, and a webserver that is asked directly for its own.
 */
export function createTokenCheck(
  secret: SharedSecret,
  config: Pick<TokenSettings, 'tokenLeewayMs' | 'tokenExpiry'>,
): TokenCheck {
  const rules = {
    leewaySeconds: config.tokenLeewayMs / 1000,
    isExpiryRequired: config.tokenExpiry === 'required',
  };
  return async (headers) => verifyRequestToken('rails_to_node', headers, await secret.accepted(), rules);
}

/** The check of a process that needs the secret for nothing else. */
export async function openTokenCheck(config: TokenSettings, logger: Logger): Promise<TokenCheck> {
  const { jwtSecretFile, secretOverlapMs: overlapMs } = config;
  return createTokenCheck(await openSharedSecret(jwtSecretFile, { overlapMs, logger }), config);
}

// jose compares signatures in constant time, and only after the algorithm was found to be the pinned one.
async function verifyToken(
  direction: TokenDirection,
  token: string,
  secret: string,
  rules: TokenRules,
): Promise<JWTPayload> {
  const { issuer, audience } = tokenDirections[direction];
  const { jwtVerify } = await import('jose');
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
    algorithms: ['HS256'],
    issuer,
    ...(audience === null ? {} : { audience }),
    requiredClaims: rules.isExpiryRequired ? ['exp'] : [],
    clockTolerance: rules.leewaySeconds,
  });
  return payload;
}

function tokenOf(direction: TokenDirection, headers: IncomingHttpHeaders): string {
  const { header, shown, scheme } = tokenDirections[direction];
  // Rails documents Authorization but sends its own header; either is taken, its own header first,
  // because an older gateway puts HTTP Basic into Authorization.
  const given = [headers[header], direction === 'rails_to_node' ? headers.authorization : undefined];
  const token = given
    .map((value) => (typeof value === 'string' ? withoutScheme(value, scheme) : ''))
    .find(Boolean);
  if (token === undefined) throw unauthorized(`missing header ${shown}`);
  if (token.length > tokenBytesMax) throw unauthorized(`the token in ${shown} is too long`);
  // A header that was given twice arrives as both values with a comma between them.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw unauthorized(`malformed token in ${shown}`);
  return token;
}

function withoutScheme(value: string, scheme: string): string {
  if (scheme === '') return value.trim();
  return /^Bearer +(.*)$/is.exec(value.trim())?.[1]?.trim() ?? '';
}

// jose looks at `iat` only together with a maximum age; Rails refuses a token from the future.
function checkIssuedAt(payload: JWTPayload, { leewaySeconds }: TokenRules): JWTPayload {
  if (payload.iat === undefined || payload.iat <= Date.now() / 1000 + leewaySeconds) return payload;
  throw new GkgError('unauthorized', 'The token was issued in the future.');
}

function unauthorized(why: string, cause?: unknown): GkgError {
  return new GkgError('unauthorized', `Unauthorized: ${why}.`, { cause });
}

import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { dirname } from 'node:path';
import { GkgError, tokenDirections, tokenLeewaySeconds } from '@gkg/protocol';
import type { TokenDirection } from '@gkg/protocol';
import type { JWTPayload } from 'jose';

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

/** The claims of the token in the headers of a request, or `unauthorized`. */
export async function verifyRequestToken(
  direction: TokenDirection,
  headers: IncomingHttpHeaders,
  secret: string,
): Promise<JWTPayload> {
  const { issuer, audience } = tokenDirections[direction];
  const { jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(tokenOf(direction, headers), new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      issuer,
      ...(audience === null ? {} : { audience }),
      clockTolerance: tokenLeewaySeconds,
    });
    return checkIssuedAt(payload);
  } catch (error) {
    if (error instanceof GkgError) throw error;
    throw new GkgError('unauthorized', 'Unauthorized: the token is not valid.', { cause: error });
  }
}

function tokenOf(direction: TokenDirection, headers: IncomingHttpHeaders): string {
  const { header } = tokenDirections[direction];
  const own = headers[header];
  // Rails documents Authorization but sends its own header; either is taken, its own header first,
  // because an older gateway puts HTTP Basic into Authorization.
  const given =
    typeof own === 'string' ? own : direction === 'rails_to_node' ? headers.authorization : undefined;
  const token = given?.replace(/^Bearer +/i, '').trim();
  if (token !== undefined && token !== '') return token;
  const shown = direction === 'rails_to_node' ? 'Gitlab-Zoekt-Api-Request' : 'Gitlab-Shell-Api-Request';
  throw new GkgError('unauthorized', `Unauthorized: missing header ${shown}.`);
}

// jose looks at `iat` only together with a maximum age; Rails refuses a token from the future.
function checkIssuedAt(payload: JWTPayload): JWTPayload {
  if (payload.iat === undefined || payload.iat <= Date.now() / 1000 + tokenLeewaySeconds) return payload;
  throw new GkgError('unauthorized', 'Unauthorized: the token was issued in the future.');
}

/** The shared secret: the file's text without surrounding white space, not decoded any further. */
export async function readSecret(file: string): Promise<string> {
  const secret = await readSecretText(file);
  if (secret !== '') return secret;
  throw new GkgError('config_invalid', `The secret file ${file} is empty; put the shared secret into it.`, {
    detail: { setting: 'GKG_SECRET_FILE' },
  });
}

async function readSecretText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const message = `The secret file ${file} cannot be read; create it, or set GKG_SECRET_FILE to another.`;
    throw new GkgError('config_invalid', message, { detail: { setting: 'GKG_SECRET_FILE' }, cause });
  }
}

/** The secret of a machine that runs without GitLab: read, or made first if the file is not there. */
export async function ensureSecret(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(draft, 0o600);
  // A hard link appears whole or not at all, and never replaces the secret of a faster process.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  return readSecret(file);
}

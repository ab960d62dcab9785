import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { GkgError } from '@gkg/protocol';
import type { Selectable } from 'kysely';
import type { Principal } from './principal.ts';
import type { CoordinatorDatabase, CoordinatorTables } from './schema.ts';

/*
 * A token is `gkg-<public id>-<secret>`. The public id says which row to compare with; of the secret only a
 * hash is kept, so that nobody who reads the database can use a token. It has 256 random bits, hence a plain
 * SHA-256: there is nothing to guess. It is shown once, when it is made.
 */

export type TokenRow = Omit<Selectable<CoordinatorTables['tokens']>, 'secret_hash'>;

const form = /^gkg-(?<publicId>[0-9a-f]{12})-(?<secret>[\w-]{43})$/;
const shownColumns = [
  'id',
  'public_id',
  'user_id',
  'project_id',
  'name',
  'kind',
  'created_at',
  'expires_at',
  'revoked_at',
  'last_used_at',
] as const;
/** So that a busy token is not a write with every request. */
const lastUsedPrecisionMs = 60_000;

export interface NewToken {
  readonly userId: number;
  readonly name: string;
  readonly kind: 'person' | 'agent';
  readonly projectId: number | null;
  readonly expiresAt: Date | null;
}

/** The new token in the clear, and its row. */
export async function createToken(
  db: CoordinatorDatabase,
  wanted: NewToken,
  now: Date,
): Promise<{ token: string; row: TokenRow }> {
  const publicId = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const row = await db
    .insertInto('tokens')
    .values({
      public_id: publicId,
      secret_hash: hashOf(secret),
      user_id: wanted.userId,
      project_id: wanted.projectId,
      name: wanted.name,
      kind: wanted.kind,
      created_at: now,
      expires_at: wanted.expiresAt,
    })
    .returning(shownColumns)
    .executeTakeFirstOrThrow();
  return { token: `gkg-${publicId}-${secret}`, row };
}

/** Whose token this is; null when it is none, or not valid any more. */
export async function principalOfToken(
  db: CoordinatorDatabase,
  token: string,
  now: Date,
): Promise<{ principal: Principal; requestsPerMinute: number | null } | null> {
  const { publicId = '', secret = '' } = form.exec(token)?.groups ?? {};
  const row = await db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'secret_hash', 'tokens.name as token_name', 'kind', 'project_id', 'expires_at'])
    .select(['revoked_at', 'last_used_at', 'user_id', 'users.name', 'is_admin', 'is_blocked'])
    .select('requests_per_minute')
    .where('public_id', '=', publicId)
    .executeTakeFirst();
  const isSame = equalHashes(hashOf(secret), row?.secret_hash ?? hashOf(''));
  if (row === undefined || !isSame) return null;
  if (row.is_blocked || row.revoked_at !== null) return null;
  if (row.expires_at !== null && row.expires_at <= now) return null;
  await noteUse(db, row, now);
  const agent = row.kind === 'agent' ? row.token_name : null;
  const { name, project_id: projectId } = row;
  const isAdmin = row.is_admin && projectId === null;
  const principal = {
    userId: row.user_id,
    name,
    isAdmin,
    ownsProjects: row.is_admin,
    agent,
    projectId,
  };
  return { principal, requestsPerMinute: row.requests_per_minute };
}

async function noteUse(
  db: CoordinatorDatabase,
  { id, last_used_at: last }: { id: number; last_used_at: Date | null },
  now: Date,
): Promise<void> {
  if (last !== null && last.getTime() > now.getTime() - lastUsedPrecisionMs) return;
  await db.updateTable('tokens').set({ last_used_at: now }).where('id', '=', id).execute();
}

export async function listTokens(db: CoordinatorDatabase, userId: number): Promise<TokenRow[]> {
  return db.selectFrom('tokens').select(shownColumns).where('user_id', '=', userId).orderBy('id').execute();
}

/** From the next request on it is not valid; once revoked, it stays so. */
export async function revokeToken(db: CoordinatorDatabase, id: number, now: Date): Promise<void> {
  const revoked = await db
    .updateTable('tokens')
    .set((columns) => ({ revoked_at: columns.fn.coalesce('revoked_at', columns.val(now)) }))
    .where('id', '=', id)
    .executeTakeFirst();
  if (revoked.numUpdatedRows === 0n) throw new GkgError('not_found', `There is no token ${id}.`);
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Of two hashes, in a time that does not depend on where they differ. */
export function equalHashes(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

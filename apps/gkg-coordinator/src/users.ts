import { GkgError } from '@gkg/protocol';
import type { Selectable } from 'kysely';
import type { CoordinatorDatabase, CoordinatorTables } from './schema.ts';

export type UserRow = Selectable<CoordinatorTables['users']>;

export interface UserValues {
  readonly name: string;
  readonly is_admin: boolean;
  readonly is_blocked: boolean;
  readonly requests_per_minute: number | null;
}

export async function createUser(db: CoordinatorDatabase, values: UserValues, now: Date): Promise<UserRow> {
  const user = await db
    .insertInto('users')
    .values({ ...values, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (user !== undefined) return user;
  throw nameTaken(values.name);
}

export async function listUsers(
  db: CoordinatorDatabase,
  page: { readonly after: number; readonly limit: number },
): Promise<UserRow[]> {
  return db
    .selectFrom('users')
    .selectAll()
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

export async function userById(db: CoordinatorDatabase, id: number): Promise<UserRow> {
  const user = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  if (user !== undefined) return user;
  throw unknownUser(id);
}

export async function updateUser(
  db: CoordinatorDatabase,
  id: number,
  values: { readonly [Field in keyof UserValues]?: UserValues[Field] | undefined },
): Promise<UserRow> {
  if (Object.values(values).every((value) => value === undefined)) return userById(db, id);
  const taken = await db
    .selectFrom('users')
    .select('id')
    .where('name', '=', values.name ?? '')
    .where('id', '!=', id)
    .executeTakeFirst();
  if (taken !== undefined) throw nameTaken(values.name ?? '');
  const user = await db
    .updateTable('users')
    .set(values)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (user !== undefined) return user;
  throw unknownUser(id);
}

/** Tokens and permissions of the user go too. */
export async function removeUser(db: CoordinatorDatabase, id: number): Promise<void> {
  const removed = await db.deleteFrom('users').where('id', '=', id).executeTakeFirst();
  if (removed.numDeletedRows === 0n) throw unknownUser(id);
}

function unknownUser(id: number): GkgError {
  return new GkgError('not_found', `There is no user ${id}.`);
}

function nameTaken(name: string): GkgError {
  const message = `name: ${name} is the name of another user.`;
  return new GkgError('invalid_request', message, { detail: { field: 'name' } });
}

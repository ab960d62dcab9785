import { randomBytes } from 'node:crypto';
import { GkgError } from '@gkg/protocol';
import type { Selectable } from 'kysely';
import type { CoordinatorDatabase, CoordinatorTables, HookKind } from './schema.ts';

export type HookRow = Selectable<CoordinatorTables['hooks']>;
/** What is shown of a hook after it was made. */
export type ShownHook = Omit<HookRow, 'secret'>;

const shownColumns = [
  'id',
  'public_id',
  'project_id',
  'kind',
  'created_at',
  'last_used_at',
  'last_outcome',
] as const;
/** More than anybody needs; so that nobody fills the database. */
const hooksMax = 20;

export async function createHook(
  db: CoordinatorDatabase,
  wanted: { readonly projectId: number; readonly kind: HookKind; readonly secret: string | undefined },
  now: Date,
): Promise<HookRow> {
  const { projectId, kind, secret } = wanted;
  if ((await listHooks(db, projectId)).length >= hooksMax) {
    throw new GkgError('invalid_request', `A project has at most ${hooksMax} hooks.`);
  }
  return db
    .insertInto('hooks')
    .values({
      public_id: randomBytes(12).toString('hex'),
      project_id: projectId,
      kind,
      secret: secret ?? randomBytes(32).toString('base64url'),
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function listHooks(db: CoordinatorDatabase, projectId: number): Promise<ShownHook[]> {
  return db
    .selectFrom('hooks')
    .select(shownColumns)
    .where('project_id', '=', projectId)
    .orderBy('id')
    .execute();
}

export async function removeHook(db: CoordinatorDatabase, projectId: number, id: number): Promise<void> {
  const removed = await db
    .deleteFrom('hooks')
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (removed.numDeletedRows === 0n)
    throw new GkgError('not_found', `There is no hook ${id} of this project.`);
}

/** With what its project says of the branch that counts. */
export async function findHook(db: CoordinatorDatabase, publicId: string) {
  return db
    .selectFrom('hooks')
    .innerJoin('projects', 'projects.id', 'hooks.project_id')
    .select(['hooks.id', 'kind', 'secret', 'project_id', 'address', 'default_branch'])
    .where('public_id', '=', publicId)
    .executeTakeFirst();
}

export async function noteHookUse(
  db: CoordinatorDatabase,
  id: number,
  outcome: string,
  now: Date,
): Promise<void> {
  const used = { last_used_at: now, last_outcome: outcome };
  await db.updateTable('hooks').set(used).where('id', '=', id).execute();
}

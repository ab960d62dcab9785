import { GkgError } from '@gkg/protocol';
import { sql, type RawBuilder } from 'kysely';
import type { Principal } from './principal.ts';
import type { CoordinatorDatabase } from './schema.ts';

export type Level = 'read' | 'manage';

/**
 * Which rows of `projects` somebody may read. Everything that leads from a person to a project goes through
 * this condition, so that one that may not be read is as unknown as one that does not exist.
 */
export function isReadableBy(principal: Principal): RawBuilder<boolean> {
  const scope =
    principal.projectId === null ? sql<boolean>`true` : sql<boolean>`projects.id = ${principal.projectId}`;
  if (principal.ownsProjects) return scope;
  return sql<boolean>`${scope} and (projects.visibility = 'public' or exists (
    select from permissions
    where permissions.project_id = projects.id and permissions.user_id = ${principal.userId}
  ))`;
}

/** `forbidden` unless the principal may change a project that it is known to read. */
export async function requireManage(
  db: CoordinatorDatabase,
  principal: Principal,
  projectId: number,
): Promise<void> {
  if (principal.ownsProjects) return;
  const permission = await db
    .selectFrom('permissions')
    .select('level')
    .where('project_id', '=', projectId)
    .where('user_id', '=', principal.userId ?? 0)
    .executeTakeFirst();
  if (permission?.level === 'manage') return;
  throw new GkgError('forbidden', 'You may ask about this project, but not change it.');
}

export interface PermissionRow {
  readonly user_id: number;
  readonly user: string;
  readonly level: Level;
  readonly created_at: Date;
}

export async function listPermissions(db: CoordinatorDatabase, projectId: number): Promise<PermissionRow[]> {
  return db
    .selectFrom('permissions')
    .innerJoin('users', 'users.id', 'permissions.user_id')
    .select(['user_id', 'users.name as user', 'level', 'permissions.created_at'])
    .where('project_id', '=', projectId)
    .orderBy('user_id')
    .execute();
}

export async function grantPermission(
  db: CoordinatorDatabase,
  permission: { readonly projectId: number; readonly userId: number; readonly level: Level },
  now: Date,
): Promise<void> {
  const { projectId, userId, level } = permission;
  await db
    .insertInto('permissions')
    .values({ project_id: projectId, user_id: userId, level, created_at: now })
    .onConflict((conflict) => conflict.columns(['user_id', 'project_id']).doUpdateSet({ level }))
    .execute();
}

export async function revokePermission(
  db: CoordinatorDatabase,
  projectId: number,
  userId: number,
): Promise<void> {
  const revoked = await db
    .deleteFrom('permissions')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (revoked.numDeletedRows > 0n) return;
  throw new GkgError('not_found', `User ${userId} has no permission for this project.`);
}

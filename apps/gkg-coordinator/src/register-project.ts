import { GkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import type { ProjectIdentity } from './project-address.ts';
import { scheduleIndex } from './project-replicas.ts';
import { findProject, projectById, type Project } from './projects.ts';
import type { PushRules } from './pushes.ts';
import type { CoordinatorDatabase } from './schema.ts';

/** Registers a repository once, however often it is asked to, and has it indexed. */
export async function registerProject(
  db: CoordinatorDatabase,
  identity: ProjectIdentity,
  name: string | undefined,
  now: Date,
  rules: PushRules,
): Promise<{ project: Project; created: boolean }> {
  const known = await findProject(db, sql`projects.address = ${identity.address}`);
  await renewToken(db, identity);
  if (known !== undefined) return { project: await scheduleIndex(db, known, now, rules), created: false };
  const id = await insertProject(db, identity, name, now);
  if (id === null) return { project: await rivalProject(db, identity, name), created: false };
  return { project: await projectById(db, id), created: true };
}

/** Of a repository in GitLab's storage: the newest one that was given counts. */
async function renewToken(db: CoordinatorDatabase, { address, gitaly }: ProjectIdentity): Promise<void> {
  if (gitaly === null) return;
  const { token } = gitaly;
  await db.updateTable('projects').set({ gitaly_token: token }).where('address', '=', address).execute();
}

/** The project that took the address between the look for it and the insertion; else it was the name. */
async function rivalProject(
  db: CoordinatorDatabase,
  { address }: ProjectIdentity,
  name: string | undefined,
): Promise<Project> {
  const rival = await findProject(db, sql`projects.address = ${address}`);
  if (rival !== undefined) return rival;
  const message = `name: ${name ?? address} is the name of another project.`;
  throw new GkgError('invalid_request', message, { detail: { field: 'name' } });
}

async function insertProject(
  db: CoordinatorDatabase,
  identity: ProjectIdentity,
  given: string | undefined,
  now: Date,
): Promise<number | null> {
  for (const name of given === undefined ? [...identity.names, identity.address] : [given]) {
    const row = await db
      .insertInto('projects')
      .values({
        name,
        address: identity.address,
        namespace_id: identity.namespaceId,
        gitaly_address: identity.gitaly?.address ?? null,
        gitaly_storage: identity.gitaly?.storage ?? null,
        gitaly_path: identity.gitaly?.path ?? null,
        gitaly_token: identity.gitaly?.token ?? null,
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row !== undefined) return row.id;
  }
  return null;
}

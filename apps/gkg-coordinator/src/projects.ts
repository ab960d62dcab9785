import { pathToFileURL } from 'node:url';
import { GkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import { placeProject, type PlacementRules } from './placement.ts';
import { isReadableBy } from './permissions.ts';
import type { ProjectIdentity } from './project-address.ts';
import { owner, type Principal } from './principal.ts';
import type { CoordinatorDatabase, ReplicaState, TaskState } from './schema.ts';
import { scheduleTask } from './tasks.ts';

export interface Project {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly namespace_id: number;
  readonly visibility: 'private' | 'public';
  readonly wanted_commit: string | null;
  readonly wanted_at: Date | null;
  readonly default_branch: string | null;
  readonly poll_seconds: number | null;
  readonly poll_error: string | null;
  readonly gitaly_address: string | null;
  readonly created_at: Date;
  readonly replica_id: number | null;
  readonly replica_state: ReplicaState | null;
  readonly node_id: number | null;
  readonly commit_id: string | null;
  readonly indexed_at: Date | null;
  readonly task_id: number | null;
  readonly task_state: TaskState | null;
  readonly retries_left: number | null;
  readonly perform_at: Date | null;
  readonly error: string | null;
  readonly error_code: string | null;
}

/** Registers a repository once, however often it is asked to, and has it indexed. */
export async function registerProject(
  db: CoordinatorDatabase,
  identity: ProjectIdentity,
  name: string | undefined,
  now: Date,
  rules: PlacementRules,
): Promise<{ project: Project; created: boolean }> {
  const known = await findProject(db, sql`projects.address = ${identity.address}`);
  await renewToken(db, identity);
  if (known !== undefined) return { project: await scheduleIndex(db, known, now, rules), created: false };
  const id = await insertProject(db, identity, name, now);
  if (id === null) return { project: await rivalProject(db, identity, name), created: false };
  await placeProject(db, id, now, rules);
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

/** Asks for a fresh index; a project that has no node yet is indexed as soon as it gets one. */
export async function scheduleIndex(
  db: CoordinatorDatabase,
  project: Project,
  now: Date,
  rules: PlacementRules,
): Promise<Project> {
  const { replica_id, node_id, namespace_id } = project;
  if (replica_id === null || node_id === null) await placeProject(db, project.id, now, rules);
  else {
    const replica = { id: replica_id, node_id, namespace_id };
    await scheduleTask(db, replica, 'index_graph', now, rules.task.retriesMax);
  }
  return projectById(db, project.id);
}

/** Forgets a project at once; its graph is deleted by a task on the node that holds it. */
export async function removeProject(
  db: CoordinatorDatabase,
  project: Project,
  now: Date,
  rules: PlacementRules,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { replica_id, node_id, namespace_id } = project;
    await transaction.deleteFrom('projects').where('id', '=', project.id).execute();
    if (replica_id === null || node_id === null) return;
    await transaction
      .updateTable('replicas')
      .set({ state: 'pending_deletion' })
      .where('id', '=', replica_id)
      .execute();
    await transaction
      .updateTable('tasks')
      .set({ state: 'orphaned', claimed_until: null, updated_at: now })
      .where('replica_id', '=', replica_id)
      .where('state', 'in', ['pending', 'processing'])
      .execute();
    const replica = { id: replica_id, node_id, namespace_id };
    await scheduleTask(transaction, replica, 'delete_graph', now, rules.task.retriesMax);
  });
}

export interface ProjectPage {
  readonly after: number;
  readonly limit: number;
}

/** In the order of their ids, those that the principal may read. */
export async function listProjects(
  db: CoordinatorDatabase,
  principal: Principal,
  { after, limit }: ProjectPage,
): Promise<readonly Project[]> {
  return selectProjects(db, sql`projects.id > ${after} and ${isReadableBy(principal)}`, limit);
}

/**
 * By id, by name when the text is not a number, or by its directory when it is an absolute path. One that the principal may not read is as unknown as one
 * that does not exist.
 */
export async function projectByReference(
  db: CoordinatorDatabase,
  principal: Principal,
  reference: string,
): Promise<Project> {
  const project = await findProject(db, sql`${isCalled(reference)} and ${isReadableBy(principal)}`);
  if (project !== undefined) return project;
  throw new GkgError('unknown_project', `No project ${reference} is registered.`, {
    detail: { project: reference },
  });
}

function isCalled(reference: string) {
  if (/^\d{1,15}$/.test(reference)) return sql`projects.id = ${Number(reference)}`;
  if (reference.startsWith('/')) return sql`projects.address = ${pathToFileURL(reference).href}`;
  return sql`projects.name = ${reference}`;
}

export interface ProjectSettings {
  readonly visibility?: Project['visibility'] | undefined;
  readonly poll_seconds?: number | null | undefined;
}

export async function setSettings(
  db: CoordinatorDatabase,
  projectId: number,
  settings: ProjectSettings,
): Promise<void> {
  if (Object.values(settings).every((value) => value === undefined)) return;
  await db.updateTable('projects').set(settings).where('id', '=', projectId).execute();
}

async function projectById(db: CoordinatorDatabase, id: number): Promise<Project> {
  return projectByReference(db, owner, String(id));
}

async function findProject(
  db: CoordinatorDatabase,
  condition: ReturnType<typeof sql>,
): Promise<Project | undefined> {
  return (await selectProjects(db, condition))[0];
}

/** Each project with its first replica and that replica's newest task. */
async function selectProjects(
  db: CoordinatorDatabase,
  condition: ReturnType<typeof sql>,
  limit = 1,
): Promise<readonly Project[]> {
  const { rows } = await sql<Project>`
    select projects.id, projects.name, projects.address, projects.namespace_id, projects.created_at,
      projects.visibility, projects.wanted_commit, projects.wanted_at, projects.default_branch,
      projects.poll_seconds, projects.poll_error, projects.gitaly_address, replica.id as replica_id, replica.state as replica_state, replica.node_id,
      replica.commit_id, replica.indexed_at, task.id as task_id, task.state as task_state,
      task.retries_left, task.perform_at, task.error, task.error_code
    from projects
      left join lateral (
        select * from replicas where replicas.project_id = projects.id order by replicas.id limit 1
      ) as replica on true
      left join lateral (
        select * from tasks where tasks.replica_id = replica.id and tasks.task_type = 'index_graph'
        order by tasks.id desc limit 1
      ) as task on true
    where ${condition}
    order by projects.id
    limit ${limit}`.execute(db);
  return rows;
}

import { pathToFileURL } from 'node:url';
import type { WaitReason } from '@gkg/placement';
import { GkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import { leaveReplica } from './placement-moves.ts';
import { markDue } from './due-projects.ts';
import { isReadableBy } from './permissions.ts';
import type { ProjectIdentity } from './project-address.ts';
import { owner, type Principal } from './principal.ts';
import type { PushRules } from './pushes.ts';
import { shownReplica } from './replicas.ts';
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
  /** Null for what all have. */
  readonly replicas_wanted: number | null;
  /** Why a replica that is wanted is on no node yet. */
  readonly waits_for: WaitReason | null;
  readonly replicas: readonly ProjectReplica[];
  /** Of the replica that people see. */
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

export interface ProjectReplica {
  readonly node_id: number;
  readonly node: string;
  readonly state: ReplicaState;
  readonly commit_id: string | null;
  readonly is_primary: boolean;
  readonly is_relocating: boolean;
}

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

/** Asks for a fresh index of each replica; a project that has no node yet is indexed as soon as it gets one. */
export async function scheduleIndex(
  db: CoordinatorDatabase,
  project: Project,
  now: Date,
  { task: { retriesMax } }: PushRules,
): Promise<Project> {
  for (const replica of await lockReplicas(db, project.id)) {
    if (replica.state === 'pending_deletion') continue;
    await scheduleTask(db, replica, 'index_graph', now, retriesMax);
  }
  return projectById(db, project.id);
}

/** Forgets a project at once; its graphs are deleted by a task on each node that holds one. */
export async function removeProject(
  db: CoordinatorDatabase,
  project: Project,
  now: Date,
  { task: { retriesMax } }: PushRules,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const replica of await lockReplicas(transaction, project.id)) {
      await leaveReplica(transaction, replica, { now, retriesMax });
    }
    await transaction.deleteFrom('projects').where('id', '=', project.id).execute();
  });
}

/** In the order of their nodes, the project first, as everybody locks them. */
async function lockReplicas(db: CoordinatorDatabase, projectId: number) {
  await db.selectFrom('projects').select('id').where('id', '=', projectId).forUpdate().execute();
  return db
    .selectFrom('replicas')
    .select(['id', 'node_id', 'namespace_id', 'state'])
    .where('project_id', '=', projectId)
    .orderBy('node_id')
    .execute();
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
  readonly replicas_wanted?: number | null | undefined;
}

export async function setSettings(
  db: CoordinatorDatabase,
  projectId: number,
  settings: ProjectSettings,
  now: Date,
): Promise<void> {
  if (Object.values(settings).every((value) => value === undefined)) return;
  await db.updateTable('projects').set(settings).where('id', '=', projectId).execute();
  if (settings.replicas_wanted !== undefined) await markDue(db, projectId, now);
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

/** Each project with its replicas, and the newest task of the one that people see. */
async function selectProjects(
  db: CoordinatorDatabase,
  condition: ReturnType<typeof sql>,
  limit = 1,
): Promise<readonly Project[]> {
  const { rows } = await sql<Project>`
    select projects.id, projects.name, projects.address, projects.namespace_id, projects.created_at,
      projects.visibility, projects.wanted_commit, projects.wanted_at, projects.default_branch,
      projects.poll_seconds, projects.poll_error, projects.gitaly_address, projects.replicas_wanted, projects.waits_for,
      coalesce(held.replicas, '[]') as replicas, replica.id as replica_id, replica.state as replica_state, replica.node_id,
      replica.commit_id, replica.indexed_at, task.id as task_id, task.state as task_state,
      task.retries_left, task.perform_at, task.error, task.error_code
    from projects
      left join lateral (${shownReplica(sql`projects.id`)}) as replica on true
      left join lateral (
        select json_agg(json_build_object('node_id', nodes.id, 'node', nodes.name, 'state', replicas.state,
          'commit_id', commit_id, 'is_primary', is_primary, 'is_relocating', is_relocating)
          order by is_primary desc, replicas.id) as replicas
        from replicas join nodes on nodes.id = replicas.node_id where replicas.project_id = projects.id
      ) as held on true
      left join lateral (
        select * from tasks where tasks.replica_id = replica.id and tasks.task_type = 'index_graph'
        order by tasks.id desc limit 1
      ) as task on true
    where ${condition}
    order by projects.id
    limit ${limit}`.execute(db);
  return rows;
}

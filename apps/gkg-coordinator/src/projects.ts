import { pathToFileURL } from 'node:url';
import type { WaitReason } from '@gkg/placement';
import { GkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import { markDue } from './due-projects.ts';
import { isReadableBy } from './permissions.ts';
import { owner, type Principal } from './principal.ts';
import { shownReplica } from './replicas.ts';
import type { CoordinatorDatabase, ReplicaState, TaskState } from './schema.ts';

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

export async function projectById(db: CoordinatorDatabase, id: number): Promise<Project> {
  return projectByReference(db, owner, String(id));
}

export async function findProject(
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

import { GkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import type { CoordinatorDatabase, TaskState } from './schema.ts';

export interface TaskFilter {
  readonly state?: TaskState | undefined;
  readonly node_id?: number | undefined;
  readonly projectId?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

export async function listTasks(db: CoordinatorDatabase, filter: TaskFilter) {
  const { state, node_id, projectId, before, limit } = filter;
  return shownTasks(db)
    .$if(state !== undefined, (query) => query.where('tasks.state', '=', state as TaskState))
    .$if(node_id !== undefined, (query) => query.where('tasks.node_id', '=', node_id as number))
    .$if(projectId !== undefined, (query) =>
      query.where('tasks.replica_id', 'in', (replicas) =>
        replicas
          .selectFrom('replicas')
          .select('id')
          .where('project_id', '=', projectId as number),
      ),
    )
    .$if(before !== undefined, (query) => query.where('tasks.id', '<', before as number))
    .orderBy('tasks.id', 'desc')
    .limit(limit)
    .execute();
}

export async function taskById(db: CoordinatorDatabase, id: number) {
  const task = await shownTasks(db).where('tasks.id', '=', id).executeTakeFirst();
  if (task !== undefined) return task;
  throw new GkgError('not_found', `There is no task ${id}.`);
}

function shownTasks(db: CoordinatorDatabase) {
  return db
    .selectFrom('tasks')
    .leftJoin('replicas', 'replicas.id', 'tasks.replica_id')
    .leftJoin('nodes', 'nodes.id', 'tasks.node_id')
    .select([
      'tasks.id',
      'tasks.task_type',
      'tasks.state',
      'project_id',
      'tasks.node_id',
      'nodes.name as node',
    ])
    .select(['tasks.namespace_id', 'retries_left', 'perform_at', 'claimed_until', 'error', 'error_code'])
    .select(['tasks.created_at', 'tasks.updated_at', 'tasks.commit_id as commit']);
}

/** `job_running` unless the task has failed and no other waits for the same. */
export async function retryFailedTask(
  db: CoordinatorDatabase,
  id: number,
  now: Date,
  retriesMax: number,
): Promise<void> {
  const task = await taskById(db, id);
  const retried = await db
    .updateTable('tasks')
    .set({ state: 'pending', retries_left: retriesMax, perform_at: now, updated_at: now })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .where(
      sql<boolean>`not exists (
        select from tasks as other
        where other.state = 'pending' and other.replica_id = tasks.replica_id
          and other.task_type = tasks.task_type
      )`,
    )
    .executeTakeFirst();
  if (retried.numUpdatedRows > 0n) {
    const replica = db.updateTable('replicas').set({ has_failed: false }).where('has_failed', '=', true);
    await replica.where('id', '=', sql<number>`(select replica_id from tasks where id = ${id})`).execute();
    return;
  }
  const message = `Task ${id} is ${task.state}; only one that failed, and that no other replaces, is tried again.`;
  throw new GkgError('job_running', message);
}

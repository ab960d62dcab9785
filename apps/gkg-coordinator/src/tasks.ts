import { sql } from 'kysely';
import type { CoordinatorDatabase, TaskType } from './schema.ts';

/*
 * The life of a task, as Rails has it (contract sections 1.2, 1.5, 3.2):
 *
 * - pending: waits until `perform_at`. A replica has at most one pending index task: asking again while one
 *   waits brings that one forward instead of adding another.
 * - processing: was in the answer to a heartbeat. It is delivered again with every heartbeat until a
 *   callback settles it, so an answer that gets lost costs nothing; the node recognises it by its id.
 * - done: a callback reported success. An index task makes its replica ready; a delete task removes the
 *   replica.
 * - pending again: a callback reported failure and retries are left; `perform_at` moves into the future, by
 *   the retry delay doubled with each attempt, plus up to half of it by chance.
 * - failed: a callback reported failure and no retry was left. The graph served before stays served.
 * - orphaned: the project was removed before it was indexed.
 * - skipped: not wanted any more: a removed project was registered again before its graph was deleted.
 *   Of an orphaned or skipped task that a node is at already, the callback changes nothing.
 *
 * Delivery puts a claim on a task, which is longer than the task's own timeout. A node that lets it run out
 * has failed at the task like one that says so (`reapOverdue`): a project that brings nodes down ends as
 * failed too, instead of being delivered for ever.
 *
 * Of each namespace at most one task is delivered at a time, the one that is processing first, then by turn
 * (migrations/007-turns.ts) and id. A node works on one task of a namespace at a time, so a deletion that is delivered
 * while it still indexes runs after that.
 */

export interface TaskRules {
  /** Attempts in all. */
  readonly retriesMax: number;
  readonly retryDelayMs: number;
  readonly timeoutMs: number;
  readonly claimMs: number;
  /** How long a settled task is remembered. */
  readonly keptMs: number;
  /** 0 to 1; injected by tests. */
  readonly random: () => number;
}

export interface TaskTarget {
  /** Of the replica. */
  readonly id: number;
  readonly node_id: number;
  readonly namespace_id: number;
}

/** Adds a task, or brings the one of its kind that already waits forward; answers its id. */
export async function scheduleTask(
  db: CoordinatorDatabase,
  replica: TaskTarget,
  type: TaskType,
  now: Date,
  retriesMax: number,
): Promise<number> {
  const { id } = await db
    .insertInto('tasks')
    .values({
      node_id: replica.node_id,
      replica_id: replica.id,
      namespace_id: replica.namespace_id,
      task_type: type,
      state: 'pending',
      retries_left: retriesMax,
      perform_at: now,
      created_at: now,
      updated_at: now,
      is_copy: type === 'index_graph' ? isCopy(replica.id) : false,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['replica_id', 'task_type'])
        .where('state', '=', sql.lit('pending'))
        .doUpdateSet((columns) => ({
          perform_at: sql<Date>`least(${columns.ref('tasks.perform_at')}, ${columns.ref('excluded.perform_at')})`,
          is_copy: sql<boolean>`${columns.ref('tasks.is_copy')} and ${columns.ref('excluded.is_copy')}`,
          updated_at: now,
        })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  if (type === 'index_graph') {
    const failed = db.updateTable('replicas').set({ has_failed: false }).where('id', '=', replica.id);
    await failed.where('has_failed', '=', true).execute();
  }
  return id;
}

/** Another replica is the primary: who asks is answered meanwhile. */
function isCopy(replicaId: number) {
  return sql<boolean>`exists (
    select from replicas as own
      join replicas as other on other.project_id = own.project_id and other.id <> own.id
    where own.id = ${replicaId} and not own.is_primary and other.is_primary
  )`;
}

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
 * - skipped: not wanted any more: the project was removed, or a removed project was registered again before
 *   its graph was deleted. A node may be at it already; its callback then changes nothing.
 *
 * Of each namespace at most one task is delivered at a time, the one that is processing first, then by
 * `perform_at` and id. A node works on one task of a namespace at a time, so a deletion that is delivered
 * while it still indexes runs after that.
 */

export const retriesMax = 3;

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
): Promise<number> {
  const waiting = await db
    .updateTable('tasks')
    .set((columns) => ({
      perform_at: columns.fn('least', ['perform_at', columns.val(now)]),
      updated_at: now,
    }))
    .where('replica_id', '=', replica.id)
    .where('task_type', '=', type)
    .where('state', '=', 'pending')
    .returning('id')
    .executeTakeFirst();
  if (waiting !== undefined) return waiting.id;
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
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

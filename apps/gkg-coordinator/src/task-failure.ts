/**
 * What becomes of a task that has failed, or that its node was silent about for too long: it is tried again while
 * retries are left and it is still wanted (the states are described in tasks.ts).
 */
import type { CoordinatorDatabase } from './schema.ts';
import { updateTask, type Settlement, type TaskRow } from './task-row.ts';
import type { TaskRules } from './tasks.ts';

interface Failure {
  readonly error: string | null;
  readonly error_code: string | null;
}

export async function failTask(
  db: CoordinatorDatabase,
  task: TaskRow,
  reason: Failure,
  now: Date,
  rules: TaskRules,
): Promise<Settlement> {
  if (task.state !== 'processing' && task.state !== 'pending') return 'unchanged';
  if (!(await isWanted(db, task))) {
    const state = task.task_type === 'index_graph' ? 'orphaned' : 'skipped';
    await updateTask(db, task, { state, ...reason }, now);
    return state;
  }
  if (task.retries_left <= 1) {
    await updateTask(db, task, { state: 'failed', retries_left: 0, ...reason }, now);
    await noteFailed(db, task);
    return 'failed';
  }
  return retryTask(db, task, reason, now, rules);
}

/** A replica that could not be made is under way no more. */
async function noteFailed(db: CoordinatorDatabase, task: TaskRow): Promise<void> {
  if (task.replica_id === null || task.task_type !== 'index_graph') return;
  await db.updateTable('replicas').set({ has_failed: true }).where('id', '=', task.replica_id).execute();
}

/** Back to the queue; where another one waits for the same already, that one takes over what is left. */
async function retryTask(
  db: CoordinatorDatabase,
  task: TaskRow,
  reason: Failure,
  now: Date,
  rules: TaskRules,
): Promise<Settlement> {
  const other = await waitingTwin(db, task);
  if (other !== undefined) {
    await updateTask(db, task, { state: 'failed', retries_left: 0, ...reason }, now);
    return 'failed';
  }
  const performAt = new Date(now.getTime() + retryDelayMs(task.retries_left, rules));
  const next = { state: 'pending', retries_left: task.retries_left - 1, perform_at: performAt } as const;
  await updateTask(db, task, { ...next, ...reason }, now);
  return 'pending';
}

async function waitingTwin(db: CoordinatorDatabase, task: TaskRow): Promise<{ id: number } | undefined> {
  if (task.replica_id === null) return undefined;
  return db
    .selectFrom('tasks')
    .select('id')
    .where('replica_id', '=', task.replica_id)
    .where('task_type', '=', task.task_type)
    .where('state', '=', 'pending')
    .where('id', '!=', task.id)
    .executeTakeFirst();
}

/** Whether to try again what failed: nothing of a removed project is indexed, nothing of a live one deleted. */
async function isWanted(db: CoordinatorDatabase, task: TaskRow): Promise<boolean> {
  if (task.replica_id === null) return task.task_type === 'delete_graph';
  const replica = await db
    .selectFrom('replicas')
    .select('state')
    .where('id', '=', task.replica_id)
    .executeTakeFirst();
  return (replica?.state === 'pending_deletion') === (task.task_type === 'delete_graph');
}

/** The delay doubled with every attempt made before, plus a random half of it. */
export function retryDelayMs(retriesLeft: number, { retriesMax, retryDelayMs, random }: TaskRules): number {
  const base = retryDelayMs * 2 ** Math.max(0, retriesMax - retriesLeft);
  return Math.round(base * (1 + random() / 2));
}

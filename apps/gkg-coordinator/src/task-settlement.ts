import type { CallbackRequest } from '@gkg/protocol';
import type { Selectable } from 'kysely';
import type { NodeRow } from './nodes.ts';
import type { CoordinatorDatabase, CoordinatorTables, TaskState } from './schema.ts';
import { retriesMax } from './tasks.ts';

type TaskRow = Selectable<CoordinatorTables['tasks']>;

export interface RetryPolicy {
  readonly delayMs: number;
  /** 0 to 1; injected by tests. */
  readonly random: () => number;
}

export type Settlement = TaskState | 'unknown' | 'unchanged';

/**
 * What a callback does to its task (the states are described in tasks.ts). Rails' rules: a task that is
 * unknown or of another node is ignored, and a callback that was sent twice changes nothing the second time.
 */
export async function settleTask(
  db: CoordinatorDatabase,
  node: NodeRow,
  callback: CallbackRequest,
  now: Date,
  retry: RetryPolicy,
): Promise<Settlement> {
  return db.transaction().execute(async (transaction) => {
    const task = await taskOfNode(transaction, node, callback.payload.task_id);
    if (task === undefined) return 'unknown';
    if (callback.success) return succeed(transaction, task, callback, now);
    return fail(transaction, task, callback, now, retry);
  });
}

async function taskOfNode(
  db: CoordinatorDatabase,
  node: NodeRow,
  taskId: number | string,
): Promise<TaskRow | undefined> {
  if (!Number.isSafeInteger(Number(taskId))) return undefined;
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', Number(taskId))
    .where('node_id', '=', node.id)
    .forUpdate()
    .executeTakeFirst();
}

async function succeed(
  db: CoordinatorDatabase,
  task: TaskRow,
  callback: CallbackRequest,
  now: Date,
): Promise<Settlement> {
  if (task.state === 'done') return 'unchanged';
  await updateTask(db, task, { state: 'done', error: null, error_code: null }, now);
  if (task.replica_id === null) return 'done';
  if (task.task_type === 'delete_graph') {
    const replica = db.deleteFrom('replicas').where('id', '=', task.replica_id);
    await replica.where('state', '=', 'pending_deletion').execute();
  } else {
    const commit = callback.additional_payload?.['commit'];
    await db
      .updateTable('replicas')
      .set({ state: 'ready', indexed_at: now, commit_id: typeof commit === 'string' ? commit : null })
      .where('id', '=', task.replica_id)
      .where('state', '!=', 'pending_deletion')
      .execute();
  }
  return 'done';
}

async function fail(
  db: CoordinatorDatabase,
  task: TaskRow,
  callback: CallbackRequest,
  now: Date,
  retry: RetryPolicy,
): Promise<Settlement> {
  if (task.state !== 'processing' && task.state !== 'pending') return 'unchanged';
  const code = callback.additional_payload?.['code'];
  const reason = { error: callback.error ?? null, error_code: typeof code === 'string' ? code : null };
  if (!(await isWanted(db, task))) {
    await updateTask(db, task, { state: 'skipped', ...reason }, now);
    return 'skipped';
  }
  if (task.retries_left <= 1) {
    await updateTask(db, task, { state: 'failed', retries_left: 0, ...reason }, now);
    return 'failed';
  }
  const performAt = new Date(now.getTime() + retryDelayMs(task.retries_left, retry));
  const next = { state: 'pending', retries_left: task.retries_left - 1, perform_at: performAt } as const;
  await updateTask(db, task, { ...next, ...reason }, now);
  return 'pending';
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
function retryDelayMs(retriesLeft: number, { delayMs, random }: RetryPolicy): number {
  const base = delayMs * 2 ** (retriesMax - retriesLeft);
  return Math.round(base * (1 + random() / 2));
}

async function updateTask(
  db: CoordinatorDatabase,
  task: TaskRow,
  values: Partial<Pick<TaskRow, 'state' | 'retries_left' | 'perform_at' | 'error' | 'error_code'>>,
  now: Date,
): Promise<void> {
  await db
    .updateTable('tasks')
    .set({ ...values, updated_at: now })
    .where('id', '=', task.id)
    .execute();
}

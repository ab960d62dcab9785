import { sql, type Selectable } from 'kysely';
import type { NodeRow } from './nodes.ts';
import { noteServed } from './pushes.ts';
import type { CallbackParams } from './rails-params.ts';
import type { CoordinatorDatabase, CoordinatorTables, TaskState } from './schema.ts';
import { scheduleTask, type TaskRules } from './tasks.ts';

export type TaskRow = Selectable<CoordinatorTables['tasks']>;
export type Settlement = TaskState | 'unknown' | 'unchanged';

interface Failure {
  readonly error: string | null;
  readonly error_code: string | null;
}

/**
 * What a callback does to its task (the states are described in tasks.ts). Rails' rules: a task that is
 * unknown or of another node is ignored, as is one of another service, and a callback that was sent twice
 * changes nothing the second time.
 */
export async function settleTask(
  db: CoordinatorDatabase,
  node: NodeRow,
  callback: CallbackParams,
  now: Date,
  rules: TaskRules,
): Promise<Settlement> {
  return db.transaction().execute(async (transaction) => {
    await lockProject(transaction, callback.payload);
    const task = await taskOfNode(transaction, node, callback.payload);
    if (task === undefined) return 'unknown';
    if (callback.success) return succeed(transaction, task, textOf(callback, 'commit'), now, rules);
    const failure = { error: callback.error ?? null, error_code: textOf(callback, 'code') };
    return failTask(transaction, task, failure, now, rules);
  });
}

function textOf({ additional_payload: more }: CallbackParams, key: string): string | null {
  const value = more?.[key];
  return typeof value === 'string' ? value.slice(0, 255) : null;
}

const idForm = /^\d{1,15}$/;

/** First, as whoever removes a project or takes a push of it does: else the two could wait for each other. */
async function lockProject(
  db: CoordinatorDatabase,
  { task_id: id }: CallbackParams['payload'],
): Promise<void> {
  if (!idForm.test(String(id))) return;
  await sql`
    select projects.id from projects
      join replicas on replicas.project_id = projects.id
      join tasks on tasks.replica_id = replicas.id
    where tasks.id = ${Number(id)}
    for update of projects`.execute(db);
}

async function taskOfNode(
  db: CoordinatorDatabase,
  node: NodeRow,
  payload: CallbackParams['payload'],
): Promise<TaskRow | undefined> {
  const { task_id: id, service_type: service } = payload;
  if (service !== 'knowledge_graph' || !idForm.test(String(id))) return undefined;
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', Number(id))
    .where('node_id', '=', node.id)
    .forUpdate()
    .executeTakeFirst();
}

async function succeed(
  db: CoordinatorDatabase,
  task: TaskRow,
  commit: string | null,
  now: Date,
  rules: TaskRules,
): Promise<Settlement> {
  if (task.state === 'done') return 'unchanged';
  await updateTask(db, task, { state: 'done', error: null, error_code: null }, now);
  if (task.replica_id === null) return 'done';
  if (task.task_type === 'delete_graph') {
    const replica = db.deleteFrom('replicas').where('id', '=', task.replica_id);
    await replica.where('state', '=', 'pending_deletion').execute();
  } else {
    await serve(db, { ...task, replica_id: task.replica_id }, commit, now, rules);
  }
  return 'done';
}

async function serve(
  db: CoordinatorDatabase,
  task: TaskRow & { readonly replica_id: number },
  commit: string | null,
  now: Date,
  rules: TaskRules,
): Promise<void> {
  const replica = await db
    .selectFrom('replicas')
    .select(['id', 'node_id', 'namespace_id', 'commit_id', 'state'])
    .where('id', '=', task.replica_id)
    .forUpdate()
    .executeTakeFirst();
  if (replica === undefined || replica.state === 'pending_deletion') return;
  await db
    .updateTable('replicas')
    .set({ state: 'ready', indexed_at: now, commit_id: commit })
    .where('id', '=', replica.id)
    .execute();
  const standing = await noteServed(db, task, commit, replica.commit_id);
  if (standing === 'current' || task.retries_left <= 1) return;
  // A server that answers from a copy may not have what was pushed yet.
  const later = new Date(now.getTime() + retryDelayMs(task.retries_left, rules));
  await scheduleTask(db, replica, 'index_graph', later, task.retries_left - 1);
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
    return 'failed';
  }
  return retryTask(db, task, reason, now, rules);
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
function retryDelayMs(retriesLeft: number, { retriesMax, retryDelayMs, random }: TaskRules): number {
  const base = retryDelayMs * 2 ** Math.max(0, retriesMax - retriesLeft);
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
    .set({ ...values, claimed_until: null, updated_at: now })
    .where('id', '=', task.id)
    .execute();
}

import { sql, type Selectable } from 'kysely';
import { markDue, markDueUnlessAtRest } from './due-projects.ts';
import type { NodeRow } from './nodes.ts';
import { noteServed } from './pushes.ts';
import type { CallbackParams } from './rails-params.ts';
import type { CoordinatorDatabase, CoordinatorTables, TaskState } from './schema.ts';
import type { DeliveryRules } from './task-delivery.ts';
import { scheduleTask, type TaskRules } from './tasks.ts';

export type TaskRow = Selectable<CoordinatorTables['tasks']>;
export type Settlement = TaskState | 'unknown' | 'unchanged';

export type SettlementRules = Pick<DeliveryRules, 'task' | 'replicasDefault'>;

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
  rules: SettlementRules,
): Promise<Settlement> {
  return db.transaction().execute(async (transaction) => {
    await lockProject(transaction, callback.payload['task_id']);
    const task = await taskOfNode(transaction, node, callback.payload);
    if (task === undefined) return 'unknown';
    if (callback.success) return succeed(transaction, task, callback, now, rules);
    const failure = { error: callback.error ?? null, error_code: textOf(callback, 'code') };
    return failTask(transaction, task, failure, now, rules.task);
  });
}

function textOf({ additional_payload: more }: CallbackParams, key: string): string | null {
  const value = more?.[key];
  return typeof value === 'string' ? value.slice(0, 255) : null;
}

/** Of the graph; null of a node that does not say. */
function bytesOf({ additional_payload: more }: CallbackParams): number | null {
  const bytes = more?.['bytes'];
  return Number.isSafeInteger(bytes) && Number(bytes) >= 0 ? Number(bytes) : null;
}

const idForm = /^\d{1,15}$/;

/** First, as whoever removes a project or takes a push of it does: else the two could wait for each other. */
export async function lockProject(db: CoordinatorDatabase, id: unknown): Promise<void> {
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
  callback: CallbackParams,
  now: Date,
  rules: SettlementRules,
): Promise<Settlement> {
  if (task.state === 'done') return 'unchanged';
  await updateTask(db, task, { state: 'done', error: null, error_code: null }, now);
  if (task.replica_id === null) return 'done';
  if (task.task_type === 'delete_graph') {
    await forgetReplica(db, task.replica_id, now);
  } else {
    await serve(db, { ...task, replica_id: task.replica_id }, callback, now, rules);
  }
  return 'done';
}

/** Its graph is gone. */
async function forgetReplica(db: CoordinatorDatabase, id: number, now: Date): Promise<void> {
  const gone = await db
    .deleteFrom('replicas')
    .where('id', '=', id)
    .where('state', '=', 'pending_deletion')
    .returning('project_id')
    .executeTakeFirst();
  const projectId = gone?.project_id ?? null;
  if (projectId !== null) await markDue(db, projectId, now);
}

async function serve(
  db: CoordinatorDatabase,
  task: TaskRow & { readonly replica_id: number },
  callback: CallbackParams,
  now: Date,
  rules: SettlementRules,
): Promise<void> {
  const commit = textOf(callback, 'commit');
  const replica = await db
    .selectFrom('replicas')
    .select(['id', 'node_id', 'project_id', 'namespace_id', 'commit_id', 'state', 'bytes'])
    .where('id', '=', task.replica_id)
    .forUpdate()
    .executeTakeFirst();
  if (replica === undefined || replica.state === 'pending_deletion') return;
  const bytes = bytesOf(callback) ?? replica.bytes;
  await db
    .updateTable('replicas')
    .set({ state: 'ready', indexed_at: now, commit_id: commit, bytes, has_failed: false })
    .where('id', '=', replica.id)
    .execute();
  if (replica.state === 'pending') await countFresh(db, replica.node_id, bytes ?? 0);
  const standing = await noteServed(db, task, commit, replica.commit_id, now, rules.task.retriesMax);
  if (replica.project_id !== null) {
    await markDueUnlessAtRest(db, replica.project_id, now, rules.replicasDefault);
  }
  if (standing === 'current' || task.retries_left <= 1) return;
  // A server that answers from a copy may not have what was pushed yet.
  const later = new Date(now.getTime() + retryDelayMs(task.retries_left, rules.task));
  await scheduleTask(db, replica, 'index_graph', later, task.retries_left - 1);
}

/** What the node has used since it said last how much that is. */
async function countFresh(db: CoordinatorDatabase, nodeId: number, bytes: number): Promise<void> {
  const fresh = sql<number>`fresh_bytes + ${bytes}::bigint`;
  await db.updateTable('nodes').set({ fresh_bytes: fresh }).where('id', '=', nodeId).execute();
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

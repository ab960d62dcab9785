import { sql } from 'kysely';
import { markDue, markDueUnlessAtRest } from './due-projects.ts';
import type { NodeRow } from './nodes.ts';
import { noteServed } from './pushes.ts';
import type { CallbackParams } from './rails-params.ts';
import type { CoordinatorDatabase } from './schema.ts';
import type { DeliveryRules } from './task-delivery.ts';
import { failTask, retryDelayMs } from './task-failure.ts';
import { updateTask, type Settlement, type TaskRow } from './task-row.ts';
import { scheduleTask } from './tasks.ts';

export type SettlementRules = Pick<DeliveryRules, 'task' | 'replicasDefault'>;

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

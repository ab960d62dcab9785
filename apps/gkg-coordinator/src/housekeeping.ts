import { sql } from 'kysely';
import { markHeldDue } from './due-projects.ts';
import { nodeById, type NodeRules } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { failTask } from './task-failure.ts';
import type { Settlement } from './task-row.ts';
import { lockProject } from './task-settlement.ts';
import type { TaskRules } from './tasks.ts';

/** How much one sweep does of each kind, so that none takes long; Rails' own value for overdue tasks. */
const batchMax = 1000;
const prunedMax = 5000;

export interface Swept {
  readonly nodes: number;
  /** What became of each task that a node was silent about. */
  readonly overdue: readonly Settlement[];
  readonly pruned: number;
}

/**
 * Forgets nodes that are lost, once placement has taken from them what they held; counts tasks that a node is silent
 * about as failed; and forgets tasks that were settled long ago.
 */
export async function sweep(
  db: CoordinatorDatabase,
  now: Date,
  rules: { readonly node: NodeRules; readonly task: TaskRules },
): Promise<Swept> {
  return {
    nodes: await forgetLostNodes(db, now, rules.node),
    overdue: await reapOverdue(db, now, rules.task),
    pruned: await pruneSettled(db, new Date(now.getTime() - rules.task.keptMs)),
  };
}

async function forgetLostNodes(db: CoordinatorDatabase, now: Date, { lostMs }: NodeRules): Promise<number> {
  if (lostMs === 0) return 0;
  const isLost = sql<boolean>`last_seen_at < ${new Date(now.getTime() - lostMs)}`;
  // Of projects that were removed; nobody will delete the graph there any more.
  const left = db.deleteFrom('replicas').where('project_id', 'is', null);
  const lostNodes = db.selectFrom('nodes').select('id').where(isLost);
  await left.where('node_id', 'in', lostNodes).execute();
  const lost = db.deleteFrom('nodes').where('replica_count', '=', 0).where(isLost);
  return Number((await lost.executeTakeFirst()).numDeletedRows);
}

/** By an admin, before it is lost. */
export async function forgetNode(db: CoordinatorDatabase, id: number, now: Date): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await nodeById(transaction, id);
    await markHeldDue(transaction, id, now, 'primary', 'all');
    await transaction.deleteFrom('nodes').where('id', '=', id).execute();
  });
}

/** Each in a transaction of its own, which locks its project first, as a callback does. */
async function reapOverdue(db: CoordinatorDatabase, now: Date, rules: TaskRules): Promise<Settlement[]> {
  const overdue = await db
    .selectFrom('tasks')
    .select('id')
    .where('state', '=', 'processing')
    .where('claimed_until', '<', now)
    .orderBy('claimed_until')
    .limit(batchMax)
    .execute();
  const outcomes: Settlement[] = [];
  for (const { id } of overdue) outcomes.push(...(await reap(db, id, now, rules)));
  return outcomes;
}

async function reap(db: CoordinatorDatabase, id: number, now: Date, rules: TaskRules): Promise<Settlement[]> {
  return db.transaction().execute(async (transaction) => {
    await lockProject(transaction, id);
    const task = await transaction
      .selectFrom('tasks')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'processing')
      .where('claimed_until', '<', now)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (task === undefined) return [];
    const silence = { error: 'The node reported nothing of the task in time.', error_code: 'timeout' };
    return [await failTask(transaction, task, silence, now, rules)];
  });
}

/** The newest index task of a project stays: people see by it what became of the project. */
async function pruneSettled(db: CoordinatorDatabase, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from tasks where id in (
      select id from tasks
      where state in ('done', 'orphaned', 'skipped', 'failed') and updated_at < ${before}
        and (replica_id is null or exists (
          select from tasks as newer
          where newer.replica_id = tasks.replica_id and newer.id > tasks.id
            and newer.task_type = tasks.task_type
        ))
      order by updated_at
      limit ${prunedMax}
    )`.execute(db);
  return Number(numAffectedRows ?? 0);
}

import { sql } from 'kysely';
import { nodeById, type NodeRules } from './nodes.ts';
import { markUnplaced } from './placement.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { failTask, type Settlement } from './task-settlement.ts';
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
 * Forgets nodes that are lost (their replicas and tasks go with them, and the projects are placed again at
 * the next heartbeat of another node), counts tasks that a node is silent about as failed, and forgets tasks
 * that were settled long ago.
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
  return db.transaction().execute(async (transaction) => {
    const lost = await transaction
      .deleteFrom('nodes')
      .where('last_seen_at', '<', new Date(now.getTime() - lostMs))
      .executeTakeFirst();
    if (lost.numDeletedRows > 0n) await markUnplaced(transaction);
    return Number(lost.numDeletedRows);
  });
}

/** By an admin, before it is lost. */
export async function forgetNode(db: CoordinatorDatabase, id: number): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await nodeById(transaction, id);
    await transaction.deleteFrom('nodes').where('id', '=', id).execute();
    await markUnplaced(transaction);
  });
}

async function reapOverdue(db: CoordinatorDatabase, now: Date, rules: TaskRules): Promise<Settlement[]> {
  return db.transaction().execute(async (transaction) => {
    const overdue = await transaction
      .selectFrom('tasks')
      .selectAll()
      .where('state', '=', 'processing')
      .where('claimed_until', '<', now)
      .orderBy('claimed_until')
      .limit(batchMax)
      .forUpdate()
      .skipLocked()
      .execute();
    const silence = { error: 'The node reported nothing of the task in time.', error_code: 'timeout' };
    const outcomes: Settlement[] = [];
    for (const task of overdue) outcomes.push(await failTask(transaction, task, silence, now, rules));
    return outcomes;
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

import { formatDuration, type RailsTask } from '@gkg/protocol';
import { sql } from 'kysely';
import { isFull, type NodeRow, type NodeRules } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { deleteGraphTask, indexGraphTask, type IndexTarget } from './task-body.ts';
import type { TaskRules } from './tasks.ts';

/** Rails' bounds: so many tasks for a node that does not say how many it can run, and never more. */
const concurrencyDefault = 20;
const concurrencyMax = 200;

function concurrencyLimit(node: NodeRow): number {
  return node.concurrency === 0 ? concurrencyDefault : Math.min(node.concurrency, concurrencyMax);
}

/** Graph tasks take at most half of what a node can run; the rest is for code search. */
function batchLimit(node: NodeRow): number {
  return Math.max(1, Math.floor(concurrencyLimit(node) / 2));
}

type DueTask = IndexTarget & {
  readonly task_type: 'index_graph' | 'delete_graph';
  readonly verdict: 'valid' | 'orphaned' | 'skipped';
};

export interface DeliveryRules {
  readonly node: NodeRules;
  readonly task: TaskRules;
  /** Replicas of a project of which nothing else is said. */
  readonly replicasDefault: number;
}

/** Picks what the node shall do now, and marks it as processing with a claim on it. */
export async function deliverTasks(
  db: CoordinatorDatabase,
  node: NodeRow,
  now: Date,
  rules: DeliveryRules,
): Promise<RailsTask[]> {
  const due = await dueTasks(db, node, now, isFull(node, rules.node));
  const chosen = due.filter(({ verdict }) => verdict === 'valid');
  await settleUnwanted(db, due, now);
  if (chosen.length > 0) {
    await claim(
      db,
      chosen.map((task) => task.id),
      now,
      rules.task,
    );
  }
  return chosen.map((task) => taskBody(task, rules.task));
}

async function claim(
  db: CoordinatorDatabase,
  ids: readonly number[],
  now: Date,
  { claimMs }: TaskRules,
): Promise<void> {
  await db
    .updateTable('tasks')
    .set({
      state: 'processing',
      claimed_until: new Date(now.getTime() + claimMs),
      commit_id: sql<string | null>`(
        select projects.wanted_commit
        from replicas join projects on projects.id = replicas.project_id
        where replicas.id = tasks.replica_id
      )`,
      updated_at: now,
    })
    .where('id', 'in', ids)
    .where('state', '=', 'pending')
    .execute();
}

/**
 * At most one task of a namespace, the one that is processing if there is one. A namespace has at most two
 * tasks that wait, one of each type, so that twice the limit read in order is enough to find the limit.
 */
async function dueTasks(
  db: CoordinatorDatabase,
  node: NodeRow,
  now: Date,
  onlyDeletions: boolean,
): Promise<readonly DueTask[]> {
  const limit = batchLimit(node);
  const { rows } = await sql<DueTask>`
    with due as (
      select * from tasks
      where node_id = ${node.id} and perform_at <= ${now} and state in ('pending', 'processing')
        ${onlyDeletions ? sql`and task_type = 'delete_graph'` : sql``}
        and (state = 'processing' or not exists (
          select from tasks as running
          where running.node_id = tasks.node_id and running.namespace_id = tasks.namespace_id
            and running.state = 'processing'
        ))
      order by turn, id
      limit ${2 * limit}
    ), chosen as (
      select * from (select distinct on (namespace_id) * from due order by namespace_id, turn, id) as one
      order by turn, id
      limit ${limit}
    )
    select chosen.id, chosen.task_type, chosen.namespace_id, projects.id as project_id, projects.name,
      projects.address, projects.gitaly_address, projects.gitaly_storage, projects.gitaly_path,
      projects.gitaly_token,
      case when chosen.task_type = 'delete_graph' then 'valid'
        when projects.id is null then 'orphaned'
        when replicas.state = 'pending_deletion' then 'skipped'
        else 'valid' end as verdict
    from chosen
      left join replicas on replicas.id = chosen.replica_id
      left join projects on projects.id = replicas.project_id
    order by chosen.turn, chosen.id`.execute(db);
  return rows;
}

/** Rails looks at a task again when it is about to be sent: what nobody wants any more is not. */
async function settleUnwanted(db: CoordinatorDatabase, due: readonly DueTask[], now: Date): Promise<void> {
  for (const { id, verdict } of due) {
    if (verdict === 'valid') continue;
    await db.updateTable('tasks').set({ state: verdict, updated_at: now }).where('id', '=', id).execute();
  }
}

/** How long the node shall wait until its next heartbeat: less while as many tasks wait as it can run. */
export async function pullFrequency(
  db: CoordinatorDatabase,
  node: NodeRow,
  now: Date,
  pace: { readonly pullIntervalMs: number; readonly pullIntervalBusyMs: number },
): Promise<string> {
  const limit = concurrencyLimit(node);
  const waiting = await db
    .selectFrom('tasks')
    .select('id')
    .where('node_id', '=', node.id)
    .where('state', '=', 'pending')
    .where('perform_at', '<=', now)
    .limit(limit)
    .execute();
  const busy = waiting.length >= limit;
  return formatDuration(busy ? Math.min(pace.pullIntervalBusyMs, pace.pullIntervalMs) : pace.pullIntervalMs);
}

function taskBody(task: DueTask, rules: TaskRules): RailsTask {
  return task.task_type === 'index_graph'
    ? indexGraphTask(task, formatDuration(rules.timeoutMs))
    : deleteGraphTask(task);
}

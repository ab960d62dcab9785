import type { RailsTask } from '@gkg/protocol';
import { sql } from 'kysely';
import { isFull, type NodeRow } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { deleteGraphTask, indexGraphTask, type IndexTarget } from './task-body.ts';

/** Rails' bounds: so many tasks for a node that does not say how many it can run, and never more. */
const concurrencyDefault = 20;
const concurrencyMax = 200;

/** Graph tasks take at most half of what a node can run; the rest is for code search. */
function taskLimit(concurrency: number): number {
  const limit = concurrency === 0 ? concurrencyDefault : Math.min(concurrency, concurrencyMax);
  return Math.max(1, Math.floor(limit / 2));
}

type DueTask = IndexTarget & { readonly task_type: 'index_graph' | 'delete_graph' };

/** Picks what the node shall do now and marks it as processing; `more` when due tasks were left behind. */
export async function deliverTasks(
  db: CoordinatorDatabase,
  node: NodeRow,
  now: Date,
): Promise<{ tasks: RailsTask[]; more: boolean }> {
  const limit = taskLimit(node.concurrency);
  const due = await dueTasks(db, node, now, limit + 1);
  const chosen = due.slice(0, limit);
  if (chosen.length > 0) {
    const ids = chosen.map((task) => task.id);
    await db
      .updateTable('tasks')
      .set({ state: 'processing', updated_at: now })
      .where('id', 'in', ids)
      .where('state', '=', 'pending')
      .execute();
  }
  return { tasks: chosen.map(taskBody), more: due.length > limit };
}

async function dueTasks(
  db: CoordinatorDatabase,
  node: NodeRow,
  now: Date,
  limit: number,
): Promise<readonly DueTask[]> {
  const onlyDeletions = isFull(node) ? sql`and tasks.task_type = 'delete_graph'` : sql``;
  const { rows } = await sql<DueTask>`
    select * from (
      select distinct on (tasks.namespace_id)
        tasks.id, tasks.task_type, tasks.namespace_id, tasks.perform_at,
        projects.id as project_id, projects.name, projects.address
      from tasks
        left join replicas on replicas.id = tasks.replica_id
        left join projects on projects.id = replicas.project_id
      where tasks.node_id = ${node.id} and tasks.perform_at <= ${now}
        and tasks.state in ('pending', 'processing') ${onlyDeletions}
        and (tasks.task_type = 'delete_graph' or projects.id is not null)
      order by tasks.namespace_id, tasks.state = 'processing' desc, tasks.perform_at, tasks.id
    ) as due
    order by due.perform_at, due.id
    limit ${limit}`.execute(db);
  return rows;
}

function taskBody(task: DueTask): RailsTask {
  return task.task_type === 'index_graph' ? indexGraphTask(task) : deleteGraphTask(task);
}

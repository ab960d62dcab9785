import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

/** A task that ended less long ago may be the reason that the graph is there the next time. */
const pauseMs = 60_000;

/**
 * Has a replica indexed again whose node says that it cannot serve it, unless that is under way or was tried a
 * moment ago, or the node says so because the replica was taken from it meanwhile. Whether it stays a replica that can be
 * asked is for the node's inventory to say.
 */
export async function repairReplica(
  db: CoordinatorDatabase,
  replica: { readonly replica_id: number; readonly node_id: number; readonly namespace_id: number },
  now: Date,
  retriesMax: number,
): Promise<void> {
  const { replica_id: id, node_id, namespace_id } = replica;
  await db.transaction().execute(async (transaction) => {
    // Who takes it away waits until the task is there, and ends it then.
    const { rows } = await sql`
      select from replicas
      where id = ${id} and state = 'ready' and not exists (
        select from tasks
        where replica_id = ${id} and task_type = 'index_graph'
          and (tasks.state in ('pending', 'processing') or updated_at > ${new Date(now.getTime() - pauseMs)})
      )
      for no key update`.execute(transaction);
    if (rows.length === 0) return;
    await scheduleTask(transaction, { id, node_id, namespace_id }, 'index_graph', now, retriesMax);
  });
}

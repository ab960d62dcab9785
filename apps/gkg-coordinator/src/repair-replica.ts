import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

/** A task that ended less long ago may be the reason that the graph is there the next time. */
const pauseMs = 60_000;

/**
 * Has a replica indexed again whose node says that it cannot serve it, unless that is under way or was tried a
 * moment ago. Whether it stays a replica that can be asked is for the node's inventory to say.
 */
export async function repairReplica(
  db: CoordinatorDatabase,
  replica: { readonly replica_id: number; readonly node_id: number; readonly namespace_id: number },
  now: Date,
  retriesMax: number,
): Promise<void> {
  const { rows } = await sql`
    select from tasks
    where replica_id = ${replica.replica_id} and task_type = 'index_graph'
      and (state in ('pending', 'processing') or updated_at > ${new Date(now.getTime() - pauseMs)})
    limit 1`.execute(db);
  if (rows.length > 0) return;
  const { replica_id: id, node_id, namespace_id } = replica;
  await scheduleTask(db, { id, node_id, namespace_id }, 'index_graph', now, retriesMax);
}

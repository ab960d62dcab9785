import { sql } from 'kysely';
import { nodeById, type NodeRow } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';

/*
 * A node that is drained gets no new replica; what it holds is made elsewhere first and then deleted there. It is
 * drained when no replica is left in the books and, after that, the node itself says that it holds no graph
 * (reconcile.ts). Resuming takes it back at any moment; what it holds by then stays.
 */

export async function setDraining(
  db: CoordinatorDatabase,
  id: number,
  isDraining: boolean,
): Promise<NodeRow> {
  await nodeById(db, id);
  return db
    .updateTable('nodes')
    .set({ is_draining: isDraining, drained_at: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What keeps a node from being drained: a reason of placement, and of how many projects it is the reason. */
export async function heldUp(
  db: CoordinatorDatabase,
  id: number,
): Promise<{ reason: string; projects: number }[]> {
  const { rows } = await sql<{ reason: string; projects: number }>`
    select coalesce(waits_for, 'under_way') as reason, count(*)::integer as projects
    from replicas join projects on projects.id = replicas.project_id
    where replicas.node_id = ${id} group by 1 order by 1`.execute(db);
  return rows;
}

import { sql } from 'kysely';
import { onlineMs, type NodeRow } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

/** How many waiting projects one heartbeat places, so that a first heartbeat of a new node stays short. */
const placedMax = 100;

/** Gives a project its replica on the online node with the most space; false while there is no such node. */
export async function placeProject(db: CoordinatorDatabase, projectId: number, now: Date): Promise<boolean> {
  const node = await db
    .selectFrom('nodes')
    .select('id')
    .where('last_seen_at', '>=', new Date(now.getTime() - onlineMs))
    .where(sql<boolean>`'knowledge_graph' = any(services)`)
    .orderBy(sql`total_bytes - used_bytes`, 'desc')
    .orderBy('id')
    .executeTakeFirst();
  if (node === undefined) return false;
  await placeOnNode(db, projectId, node.id, now);
  return true;
}

/** Projects that were registered while no node was there, or whose node was lost, go to this one. */
export async function placeWaitingProjects(db: CoordinatorDatabase, node: NodeRow, now: Date): Promise<void> {
  if (!node.services.includes('knowledge_graph')) return;
  const waiting = await db
    .selectFrom('projects')
    .leftJoin('replicas', 'replicas.project_id', 'projects.id')
    .select('projects.id')
    .where('replicas.id', 'is', null)
    .orderBy('projects.id')
    .limit(placedMax)
    .execute();
  for (const project of waiting) await placeOnNode(db, project.id, node.id, now);
}

/**
 * The node may still hold the graph of a project that was removed and is registered again: its replica is
 * taken over, and a deletion that has not begun is called off.
 */
async function placeOnNode(
  db: CoordinatorDatabase,
  projectId: number,
  nodeId: number,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { namespace_id } = await transaction
      .selectFrom('projects')
      .select('namespace_id')
      .where('id', '=', projectId)
      .executeTakeFirstOrThrow();
    const replica = await transaction
      .insertInto('replicas')
      .values({ project_id: projectId, node_id: nodeId, namespace_id, state: 'pending' })
      .onConflict((conflict) =>
        conflict
          .columns(['node_id', 'namespace_id'])
          .doUpdateSet({ project_id: projectId, state: 'pending', commit_id: null, indexed_at: null }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .updateTable('tasks')
      .set({ state: 'skipped', updated_at: now })
      .where('replica_id', '=', replica.id)
      .where('task_type', '=', 'delete_graph')
      .where('state', '=', 'pending')
      .execute();
    const target = { id: replica.id, node_id: nodeId, namespace_id };
    await scheduleTask(transaction, target, 'index_graph', now);
  });
}

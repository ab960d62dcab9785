import { sql } from 'kysely';
import type { NodeRow, NodeRules } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';
import { inTransaction } from './transaction.ts';

export interface PlacementRules {
  readonly node: Pick<NodeRules, 'onlineMs'>;
  readonly task: { readonly retriesMax: number };
}

/** How many waiting projects one heartbeat places, so that a first heartbeat of a new node stays short. */
const placedMax = 100;
/** What a graph is reckoned with before its size is known; Rails' own value. */
const reservedBytes = 10 * 1024 ** 2;

/** Gives a project its replica on the online node with the most space; false while there is no such node. */
export async function placeProject(
  db: CoordinatorDatabase,
  projectId: number,
  now: Date,
  rules: PlacementRules,
): Promise<boolean> {
  const node = await db
    .selectFrom('nodes')
    .select('id')
    .where('last_seen_at', '>=', new Date(now.getTime() - rules.node.onlineMs))
    .where(sql<boolean>`'knowledge_graph' = any(services)`)
    .orderBy(unclaimedBytes, 'desc')
    .orderBy('id')
    .executeTakeFirst();
  if (node === undefined) return false;
  await placeOnNode(db, projectId, node.id, now, rules);
  return true;
}

/** What is free or taken by graphs, less what the graphs of the node are reckoned to need. */
const unclaimedBytes = sql`total_bytes - used_bytes + indexed_bytes - ${sql.lit(reservedBytes)} * (
  select count(*) from replicas where replicas.node_id = nodes.id
)`;

/** Projects that were registered while no node was there, or whose node was lost, go to this one. */
export async function placeWaitingProjects(
  db: CoordinatorDatabase,
  node: NodeRow,
  now: Date,
  rules: PlacementRules,
): Promise<void> {
  if (!node.services.includes('knowledge_graph')) return;
  const waiting = await db
    .selectFrom('projects')
    .select('id')
    .where(sql<boolean>`not is_placed`)
    .orderBy('id')
    .limit(placedMax)
    .execute();
  for (const project of waiting) await placeOnNode(db, project.id, node.id, now, rules);
}

/** After nodes are forgotten: what they held waits for another node. */
export async function markUnplaced(db: CoordinatorDatabase): Promise<void> {
  await sql`
    update projects set is_placed = false
    where is_placed and not exists (select from replicas where replicas.project_id = projects.id)`.execute(
    db,
  );
}

/**
 * Of two that place the same project at once the second finds it placed. The node may still hold the graph of a project that was removed and is registered again: its replica is
 * taken over, and a deletion that has not begun is called off.
 */
async function placeOnNode(
  db: CoordinatorDatabase,
  projectId: number,
  nodeId: number,
  now: Date,
  rules: PlacementRules,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const project = await transaction
      .updateTable('projects')
      .set({ is_placed: true })
      .where('id', '=', projectId)
      .where(sql<boolean>`not is_placed`)
      .returning('namespace_id')
      .executeTakeFirst();
    if (project === undefined) return;
    const { namespace_id } = project;
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
    await scheduleTask(transaction, target, 'index_graph', now, rules.task.retriesMax);
  });
}

import { inventoryPageMax, type InventoryEntry } from '@gkg/protocol';
import type { Logger } from '@gkg/runtime';
import { sql } from 'kysely';
import type { CoordinatorMetrics } from './coordinator-metrics.ts';
import { markDue } from './due-projects.ts';
import { askInventory, type NodeCallOptions } from './node-call.ts';
import type { NodeRow } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

/*
 * What a node has is compared with what the books say that it has: when it is new, when it was not heard of for a
 * while, now and then, and before it is said to be drained. A page at a time, by namespace:
 *
 * - a graph that no replica stands for is deleted by a task, unless one is ordered already;
 * - a ready replica whose graph is missing or set aside is not ready any more, and is indexed again;
 * - a ready replica whose graph is of another commit has that commit from now on, and is indexed again.
 *
 * A task that runs may change a graph between the node's answer and the look into the books. So what a task is
 * under way for, or was settled for while the node was asked, is left alone until the next time.
 */

export interface ReconcileParts {
  readonly db: CoordinatorDatabase;
  readonly logger: Logger;
  readonly metrics: CoordinatorMetrics;
  readonly now: () => Date;
  readonly call: NodeCallOptions;
  readonly retriesMax: number;
  /** Until the next look at the same node. */
  readonly intervalMs: number;
}

interface KnownReplica {
  readonly id: number;
  readonly node_id: number;
  readonly project_id: number | null;
  readonly namespace_id: number;
  readonly commit_id: string | null;
}

export async function reconcileNode(
  parts: ReconcileParts,
  node: NodeRow,
  signal: AbortSignal,
): Promise<void> {
  const { logger, now, call } = parts;
  let after = 0;
  let graphs = 0;
  let repaired = 0;
  for (let next: number | null = 0; next !== null;) {
    const askedAt = now();
    const page = await askInventory(node, { after, limit: inventoryPageMax }, call, signal);
    const upTo = page.next ?? Number.MAX_SAFE_INTEGER;
    repaired += await comparePage(parts, node, { after, upTo, graphs: page.graphs, askedAt });
    graphs += page.graphs.length;
    // A node whose pages do not advance would be asked for ever.
    next = page.next !== null && page.next > after ? page.next : null;
    after = page.next ?? after;
  }
  await noteReconciled(parts, node, graphs);
  logger.info({ node_id: node.id, node: node.name, graphs, repaired }, 'node compared with the books');
}

interface ComparedPage {
  readonly after: number;
  readonly upTo: number;
  readonly graphs: readonly InventoryEntry[];
  readonly askedAt: Date;
}

async function comparePage(parts: ReconcileParts, node: NodeRow, page: ComparedPage): Promise<number> {
  const { db } = parts;
  const held = new Map(page.graphs.map((graph) => [graph.namespace_id, graph]));
  const isBusy = sql<boolean>`exists (
    select from tasks
    where tasks.node_id = ${node.id} and tasks.namespace_id = replicas.namespace_id
      and (tasks.state in ('pending', 'processing') or tasks.updated_at >= ${page.askedAt})
  )`;
  const known = await db
    .selectFrom('replicas')
    .select(['id', 'node_id', 'project_id', 'namespace_id', 'commit_id', 'state'])
    .select(isBusy.as('is_busy'))
    .where('node_id', '=', node.id)
    .where('namespace_id', '>', page.after)
    .where('namespace_id', '<=', page.upTo)
    .execute();
  let repaired = 0;
  for (const replica of known) {
    const graph = held.get(replica.namespace_id);
    held.delete(replica.namespace_id);
    if (replica.is_busy || replica.state !== 'ready') continue;
    repaired += await compareReplica(parts, replica, graph);
  }
  for (const namespaceId of held.keys())
    repaired += await deleteUnknown(parts, node, namespaceId, page.askedAt);
  return repaired;
}

async function compareReplica(
  parts: ReconcileParts,
  replica: KnownReplica,
  graph: InventoryEntry | undefined,
): Promise<number> {
  const isServed = graph?.state === 'served';
  if (isServed && graph.commit === replica.commit_id) return 0;
  const { db, now, retriesMax, metrics, logger } = parts;
  const found = isServed ? 'other_commit' : 'missing';
  const change = isServed ? { commit_id: graph.commit } : { state: 'pending' as const, is_primary: false };
  const isDone = await db.transaction().execute(async (transaction) => {
    if (replica.project_id !== null) await markDue(transaction, replica.project_id, now(), 'primary');
    const ready = transaction.updateTable('replicas').set(change).where('id', '=', replica.id);
    const { numUpdatedRows } = await ready.where('state', '=', 'ready').executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await scheduleTask(transaction, replica, 'index_graph', now(), retriesMax);
    return true;
  });
  // It was taken from the node since the node was asked.
  if (!isDone) return 0;
  metrics.reconciled.inc({ found });
  logger.warn({ ...facts(replica), found }, 'a graph is not what the books say; it is indexed again');
  return 1;
}

function facts({ node_id, namespace_id }: Pick<KnownReplica, 'node_id' | 'namespace_id'>) {
  return { node_id, namespace_id };
}

/** A graph that nobody wants; a task that runs for it, or ran just now, may have made or deleted it. */
async function deleteUnknown(
  { db, now, retriesMax, metrics, logger }: ReconcileParts,
  node: NodeRow,
  namespaceId: number,
  askedAt: Date,
): Promise<number> {
  const time = now();
  const { numAffectedRows } = await sql`
    insert into tasks (node_id, namespace_id, task_type, state, retries_left, perform_at, created_at, updated_at)
    select ${node.id}, ${namespaceId}, 'delete_graph', 'pending', ${retriesMax}, ${time}, ${time}, ${time}
    where not exists (
      select from replicas where node_id = ${node.id} and namespace_id = ${namespaceId}
    ) and not exists (
      select from tasks where node_id = ${node.id} and namespace_id = ${namespaceId}
        and (state in ('pending', 'processing') or updated_at >= ${askedAt})
    )`.execute(db);
  if (!numAffectedRows) return 0;
  metrics.reconciled.inc({ found: 'unknown' });
  logger.warn(
    { node_id: node.id, namespace_id: namespaceId, found: 'unknown' },
    'a graph that nobody knows is deleted',
  );
  return 1;
}

async function noteReconciled(
  { db, now, intervalMs }: ReconcileParts,
  node: NodeRow,
  graphs: number,
): Promise<void> {
  const time = now();
  const isEmpty = sql<boolean>`is_draining and replica_count = 0 and ${graphs}::int = 0`;
  await db
    .updateTable('nodes')
    .set({
      graph_count: graphs,
      reconcile_at: new Date(time.getTime() + intervalMs),
      drained_at: sql<Date | null>`case when ${isEmpty} then coalesce(drained_at, ${time}) end`,
    })
    .where('id', '=', node.id)
    .execute();
}

import type {
  Need,
  NodeCondition,
  NotedNode,
  PlacementStore,
  ProjectPlan,
  ProjectView,
} from '@gkg/placement';
import type { Logger } from '@gkg/runtime';
import { sql } from 'kysely';
import type { CoordinatorMetrics } from './coordinator-metrics.ts';
import { markHeldDue, needNumber } from './due-projects.ts';
import type { SchedulerLease } from './lease.ts';
import type { NodeRules } from './nodes.ts';
import { carryOut, planNext } from './placement-moves.ts';
import { placementViews } from './placement-view.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { createHearing, type Hearing } from './standing.ts';

export interface StoreParts {
  readonly db: CoordinatorDatabase;
  readonly lease: SchedulerLease;
  readonly logger: Logger;
  readonly metrics: CoordinatorMetrics;
  readonly now: () => Date;
  readonly nodeRules: NodeRules;
  readonly retriesMax: number;
  /** Of projects of which nothing else is said. */
  readonly replicasDefault: number;
  /** Between two looks at the nodes. */
  readonly intervalMs: number;
}

/** How many projects that found no room a node that is there again brings forward. */
const broughtForwardMax = 1000;

/** The world as the coordinator's database has it. */
export function createPlacementStore(parts: StoreParts): PlacementStore {
  const { db, replicasDefault } = parts;
  const hearing = createHearing(parts.nodeRules, parts.intervalMs);
  return {
    nodes: () => notedNodes(parts, hearing),
    due: (need, limit, now) => dueProjects(parts, need, limit, now),
    largest: (nodeId, bytesMax, limit) => largestProjects(db, nodeId, bytesMax, limit, replicasDefault),
    noteNode: (node, scope, now) => noteNode(parts, node, scope, now),
    apply: (plans, now, retryMs, signal) => applyPlans(parts, plans, { now, retryMs }, signal),
  };
}

async function notedNodes({ db, now }: StoreParts, hearing: Hearing): Promise<NotedNode[]> {
  const time = now();
  const nodes = await db
    .selectFrom('nodes')
    .selectAll()
    .where(sql<boolean>`'knowledge_graph' = any(services)`)
    .orderBy('id')
    .execute();
  const standing = hearing(nodes, time);
  return nodes.map((node) => ({
    id: node.id,
    standing: standing(node),
    isDraining: node.is_draining,
    totalBytes: node.total_bytes,
    usedBytes: node.used_bytes,
    reservedBytes: node.reserved_bytes + node.fresh_bytes,
    outgoingBytes: node.outgoing_bytes,
    primaries: node.primary_count,
    incoming: node.incoming_count,
    relocating: node.relocating_count,
    noted:
      node.noted_standing === null
        ? null
        : { standing: node.noted_standing, isDraining: node.noted_draining === true },
  }));
}

async function dueProjects(
  { db, replicasDefault }: StoreParts,
  need: Need,
  limit: number,
  now: Date,
): Promise<ProjectView[]> {
  const chosen = sql`
    select id from projects where need = ${needNumber(need)} and due_at <= ${now}
    order by due_at, id limit ${limit}`;
  return placementViews(db, chosen, replicasDefault);
}

async function largestProjects(
  db: CoordinatorDatabase,
  nodeId: number,
  bytesMax: number,
  limit: number,
  replicasDefault: number,
): Promise<ProjectView[]> {
  const chosen = sql`
    select project_id as id from replicas
    where node_id = ${nodeId} and state = 'ready' and not is_relocating and project_id is not null
      and coalesce(bytes, reserved_bytes) <= ${Math.floor(bytesMax)}::bigint
    order by coalesce(bytes, reserved_bytes) desc limit ${limit}`;
  const projects = await placementViews(db, chosen, replicasDefault);
  const isInSync = ({ replicas }: ProjectView) =>
    replicas.some((one) => one.nodeId === nodeId && one.isInSync);
  return projects.filter(isInSync);
}

async function noteNode(
  { db, lease, logger }: StoreParts,
  { nodeId, standing, isDraining }: NodeCondition,
  scope: 'primaries' | 'all',
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await lease.fence(transaction);
    await markHeldDue(transaction, nodeId, now, 'primary', 'primaries');
    if (scope === 'all') await markHeldDue(transaction, nodeId, now, 'changed', 'all');
    if (standing === 'serving') await bringForward(transaction, now);
    await transaction
      .updateTable('nodes')
      .set({ noted_standing: standing, noted_draining: isDraining })
      .where('id', '=', nodeId)
      .execute();
  });
  logger.info({ node_id: nodeId, standing, draining: isDraining }, 'node stands otherwise');
}

/** There may be room now. */
async function bringForward(db: CoordinatorDatabase, now: Date): Promise<void> {
  const number = needNumber('no_room');
  await sql`
    update projects set due_at = ${now}
    where id in (
      select id from projects where need = ${number} and due_at > ${now}
      order by due_at, id limit ${broughtForwardMax} for no key update skip locked
    )`.execute(db);
}

/** One transaction for all that only wait, and one for each that moves: a callback waits for no more than that. */
async function applyPlans(
  parts: StoreParts,
  plans: readonly ProjectPlan[],
  when: { readonly now: Date; readonly retryMs: number },
  signal: AbortSignal,
): Promise<number> {
  const time = { ...when, retriesMax: parts.retriesMax };
  const waiting = plans.filter(({ moves }) => moves.length === 0);
  let applied = 0;
  for (const plan of plans) {
    if (plan.moves.length === 0) continue;
    signal.throwIfAborted();
    const isMade = await fenced(parts, (transaction) => carryOut(transaction, plan, time));
    if (!isMade) continue;
    applied += 1;
    tellMoves(parts, plan);
  }
  if (waiting.length === 0) return applied;
  return applied + (await fenced(parts, (transaction) => planNext(transaction, waiting, time)));
}

async function fenced<Result>(
  { db, lease }: StoreParts,
  work: (transaction: CoordinatorDatabase) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await lease.fence(transaction);
    return work(transaction);
  });
}

function tellMoves({ logger, metrics }: StoreParts, { moves }: ProjectPlan): void {
  for (const { kind, reason, projectId, nodeId } of moves) {
    metrics.moves.inc({ kind, reason });
    logger.info({ move: kind, reason, project_id: projectId, node_id: nodeId }, 'placement moves a replica');
  }
}

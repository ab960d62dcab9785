import { setMaxListeners } from 'node:events';
import { toGkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import { askInventory } from './node-call.ts';
import type { NodeRow } from './nodes.ts';
import { reconcileNode, type ReconcileParts } from './reconcile.ts';
import { markUnwell, markWell } from './unwell-nodes.ts';

/*
 * The coordinator that schedules looks after the nodes that are heard of, a few at a time:
 *
 * - **Health.** Each is asked for one line of its inventory, which takes the whole way that a query takes. One that
 *   fails twice in a row is unwell; one that is unwell and answers twice in a row is well again.
 * - **Inventory.** One that is due is compared with the books (reconcile.ts).
 */

export interface WatchRules {
  /** Between two looks at all nodes; 0 for none. */
  readonly intervalMs: number;
  readonly onlineMs: number;
  readonly concurrencyMax: number;
}

export interface WatchParts extends ReconcileParts {
  readonly isHolder: () => boolean;
  /** Has placement look at what follows from a node's standing. */
  readonly schedule: () => Promise<void>;
}

/** Answers of one kind in a row that change what a node is taken for. */
const answersNeeded = 2;

export function startNodeWatch(parts: WatchParts, rules: WatchRules): () => Promise<void> {
  if (rules.intervalMs === 0) return () => Promise.resolve();
  const stopping = new AbortController();
  setMaxListeners(rules.concurrencyMax + 10, stopping.signal);
  const watch = { parts, streaks: new Map<number, number>(), signal: stopping.signal };
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= lookAtAll(watch, rules)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) parts.logger.error({ error }, 'nodes cannot be looked after');
      })
      .finally(() => (running = null));
  }, rules.intervalMs).unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await running;
  };
}

interface Watch {
  readonly parts: WatchParts;
  /** How often a node said in a row what it is not taken for. */
  readonly streaks: Map<number, number>;
  readonly signal: AbortSignal;
}

async function lookAtAll(watch: Watch, { onlineMs, concurrencyMax }: WatchRules): Promise<void> {
  const { db, now, isHolder } = watch.parts;
  if (!isHolder()) return;
  const nodes = await db
    .selectFrom('nodes')
    .selectAll()
    .where(sql<boolean>`'knowledge_graph' = any(services)`)
    .where('last_seen_at', '>=', new Date(now().getTime() - onlineMs))
    .execute();
  const known = new Set(nodes.map(({ id }) => id));
  for (const id of watch.streaks.keys()) if (!known.has(id)) watch.streaks.delete(id);
  const waiting = nodes.values();
  const work = async () => {
    for (const node of waiting) await lookAt(watch, node);
  };
  await Promise.all(Array.from({ length: concurrencyMax }, work));
}

async function lookAt(watch: Watch, node: NodeRow): Promise<void> {
  watch.signal.throwIfAborted();
  const failure = await failureOf(watch, node);
  watch.signal.throwIfAborted();
  await noteAnswer(watch, node, failure);
  if (failure === null && isToReconcile(node, watch.parts.now())) await reconcile(watch, node);
}

async function failureOf({ parts, signal }: Watch, node: NodeRow): Promise<string | null> {
  try {
    await askInventory(node, { after: 0, limit: 1 }, parts.call, signal);
    return null;
  } catch (error) {
    return toGkgError(error).kind;
  }
}

async function noteAnswer({ parts, streaks }: Watch, node: NodeRow, failure: string | null): Promise<void> {
  const { db, logger, now, metrics } = parts;
  metrics.healthChecks.inc({ outcome: failure === null ? 'passed' : 'failed' });
  const isAsTaken = (failure === null) === (node.unwell_since === null);
  const streak = isAsTaken ? 0 : (streaks.get(node.id) ?? 0) + 1;
  streaks.set(node.id, streak);
  if (streak < answersNeeded) return;
  streaks.set(node.id, 0);
  if (failure === null) await markWell(db, node.id);
  else await markUnwell(db, node.id, `health check: ${failure}`, now());
  logger.warn(
    { node_id: node.id, node: node.name, reason: failure },
    failure === null ? 'node is well again' : 'node is unwell',
  );
  await parts.schedule();
}

function isToReconcile(node: NodeRow, now: Date): boolean {
  if (node.is_draining && node.drained_at === null && node.replica_count === 0) return true;
  return node.reconcile_at.getTime() <= now.getTime();
}

async function reconcile({ parts, signal }: Watch, node: NodeRow): Promise<void> {
  try {
    await reconcileNode(parts, node, signal);
    await parts.schedule();
  } catch (error) {
    if (signal.aborted) return;
    parts.logger.warn(
      { node_id: node.id, node: node.name, code: toGkgError(error).kind },
      'node cannot be compared',
    );
  }
}

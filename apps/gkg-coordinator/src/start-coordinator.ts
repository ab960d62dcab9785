import {
  createHttpServer,
  createKnownState,
  createMetrics,
  ensureSecret,
  listen,
  openSharedSecret,
  withUndo,
  type KnownState,
  type Logger,
  type Metrics,
  type SharedSecret,
} from '@gkg/runtime';
import { openAccess } from './access.ts';
import type { Coordinator } from './coordinator.ts';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { deliveryRules, placementRules, pollRules, type CoordinatorConfig } from './coordinator-rules.ts';
import { openDatabase } from './database.ts';
import { createSchedulerLease } from './lease.ts';
import { addMcpRoute } from './mcp-route.ts';
import { createNodeMemory } from './node-memory.ts';
import { startNodeWatch } from './node-watch.ts';
import { createPlacementStore } from './placement-store.ts';
import { arrangePolls, startPolling } from './polling.ts';
import type { NodeClient } from './project-query.ts';
import { publicRoutes } from './public-routes.ts';
import { addRoutes } from './public-server.ts';
import { addRailsRoutes } from './rails-routes.ts';
import { showFiguresRegularly, sweepRegularly, watchDatabase } from './regular-work.ts';
import { noteReplicasDefault } from './replicas-default.ts';
import { startScheduler, type Scheduler } from './scheduler.ts';
import type { DeliveryRules } from './task-delivery.ts';
import { markUnwell } from './unwell-nodes.ts';

/** How much longer than a node's own limit the coordinator waits for its answer. */
const queryGraceMs = 5000;

type CoordinatorParts = Pick<Coordinator, 'db' | 'logger' | 'metrics' | 'now'>;

export interface RunningCoordinator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Opens the database and serves; `now` is the clock that all decisions about time are made by. */
export async function startCoordinator(
  config: CoordinatorConfig,
  logger: Logger,
  now: () => Date = () => new Date(),
): Promise<RunningCoordinator> {
  return withUndo(async (undo) => {
    const secret = await openSecret(config, logger);
    const database = await openDatabase(config);
    undo.add(() => database.close());
    const state = createKnownState(() => database.check());
    undo.add(watchDatabase(state));
    const metrics = createMetrics('gkg-coordinator');
    const server = createServer(config, logger, metrics, state);
    undo.add(() => server.close());
    const rules = deliveryRules(config);
    const parts = { db: database.db, logger, metrics: createCoordinatorMetrics(metrics), now };
    const scheduler = schedule(parts, rules, config);
    undo.add(() => scheduler.stop());
    undo.add(watchNodes(parts, scheduler, secret, config));
    const coordinator: Coordinator = {
      ...parts,
      secret,
      pullIntervalMs: config.pullIntervalMs,
      pullIntervalBusyMs: config.pullIntervalBusyMs,
      rules,
      client: nodeClient(parts, rules, scheduler, secret, config),
      schedule: () => scheduler.now(),
      access: await openAccess(config, logger),
      publicUrl: config.coordinatorUrl,
      hookBytesMax: config.hookBytesMax,
      pollIntervalMs: config.pollIntervalMs,
    };
    addRailsRoutes(server, coordinator);
    addRoutes(server, coordinator, publicRoutes);
    addMcpRoute(server, coordinator);
    undo.add(sweepRegularly(coordinator, config.sweepIntervalMs));
    undo.add(await showFiguresRegularly(coordinator));
    await arrangePolls(database.db, config.pollIntervalMs, now());
    undo.add(startPolling(coordinator, pollRules(config)));
    const url = await listen(server, config.coordinatorHost, config.coordinatorPort, 'GKG_COORDINATOR_PORT');
    logger.info({ url }, 'coordinator is ready');
    return { url, stop: () => undo.run() };
  });
}

async function openSecret(config: CoordinatorConfig, logger: Logger): Promise<SharedSecret> {
  await ensureSecret(config.jwtSecretFile);
  return openSharedSecret(config.jwtSecretFile, { overlapMs: config.secretOverlapMs, logger });
}

function createServer(
  { bodyBytesMax }: CoordinatorConfig,
  logger: Logger,
  metrics: Metrics,
  state: KnownState,
) {
  const ready = () => (state.isGood ? true : ['its database does not answer']);
  return createHttpServer({ service: 'gkg-coordinator', logger, metrics, bodyBytesMax, ready });
}

function schedule(parts: CoordinatorParts, rules: DeliveryRules, config: CoordinatorConfig): Scheduler {
  const { db, logger, now } = parts;
  const { replicasDefault } = rules;
  const { placementIntervalMs: intervalMs } = config;
  const lease = createSchedulerLease(db, config.schedulerLeaseMs);
  const shared = { lease, nodeRules: rules.node, retriesMax: rules.task.retriesMax, replicasDefault };
  return startScheduler({
    store: createPlacementStore({ ...parts, ...shared, intervalMs }),
    lease,
    rules: placementRules(config),
    logger,
    now,
    intervalMs,
    onHeld: () => noteReplicasDefault(db, replicasDefault, now()),
    noteHolder: (isHolder) => parts.metrics.schedules.set(Number(isHolder)),
  });
}

function watchNodes(
  parts: CoordinatorParts,
  scheduler: Scheduler,
  secret: SharedSecret,
  config: CoordinatorConfig,
): () => Promise<void> {
  const { nodeOnlineMs: onlineMs, nodeWatchMs, nodeWatchTimeoutMs: timeoutMs, nodeWatchesMax } = config;
  return startNodeWatch(
    {
      ...parts,
      call: { secret, timeoutMs },
      retriesMax: config.taskRetriesMax,
      intervalMs: config.reconcileIntervalMs,
      isHolder: () => scheduler.isHolder(),
      schedule: () => scheduler.now(),
    },
    { intervalMs: nodeWatchMs, onlineMs, concurrencyMax: nodeWatchesMax },
  );
}

function nodeClient(
  parts: CoordinatorParts,
  rules: DeliveryRules,
  scheduler: Scheduler,
  secret: SharedSecret,
  config: CoordinatorConfig,
): NodeClient {
  return {
    ...parts,
    secret,
    timeoutMs: config.queryTimeoutMs + queryGraceMs,
    attemptMs: config.queryAttemptMs,
    rules: rules.node,
    retriesMax: rules.task.retriesMax,
    memory: createNodeMemory((nodeId, reason) => void noteUnwell(parts, scheduler, nodeId, reason)),
  };
}

/** Queries to it failed several times in a row. */
async function noteUnwell(
  { db, logger, now }: CoordinatorParts,
  scheduler: Scheduler,
  nodeId: number,
  reason: string,
): Promise<void> {
  try {
    if (!(await markUnwell(db, nodeId, `queries fail: ${reason}`, now()))) return;
    logger.warn({ node_id: nodeId, reason }, 'node is unwell: queries to it fail');
    await scheduler.now();
  } catch (error) {
    logger.error({ error, node_id: nodeId }, 'node cannot be noted as unwell');
  }
}

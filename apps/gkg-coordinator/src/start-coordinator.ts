import { findRemoteHead } from '@gkg/git-source';
import { defaultPlacementRules, type PlacementRules } from '@gkg/placement';
import {
  childEnvironment,
  createKnownState,
  createHttpServer,
  createMetrics,
  ensureSecret,
  listen,
  openSharedSecret,
  withUndo,
  type Config,
  type KnownState,
  type Logger,
  type SharedSecret,
  type coordinatorSettings,
} from '@gkg/runtime';
import { openAccess } from './access.ts';
import { addMcpRoute } from './mcp-route.ts';
import { addRoutes } from './public-server.ts';
import { publicRoutes } from './public-routes.ts';
import type { Coordinator } from './coordinator.ts';
import { addRailsRoutes } from './rails-routes.ts';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { openDatabase } from './database.ts';
import { createSchedulerLease } from './lease.ts';
import { createNodeMemory } from './node-memory.ts';
import { startNodeWatch } from './node-watch.ts';
import { createPlacementStore } from './placement-store.ts';
import { noteReplicasDefault } from './replicas-default.ts';
import { startScheduler, type Scheduler } from './scheduler.ts';
import { arrangePolls, startPolling, type PollRules } from './polling.ts';
import { updateFigures } from './figures.ts';
import { sweep } from './housekeeping.ts';
import type { DeliveryRules } from './task-delivery.ts';
import { markUnwell } from './unwell-nodes.ts';

export type CoordinatorConfig = Pick<
  Config,
  | 'dataDir'
  | 'jwtSecretFile'
  | 'secretOverlapMs'
  | 'bodyBytesMax'
  | 'pullIntervalMs'
  | 'queryTimeoutMs'
  | keyof typeof coordinatorSettings
>;

const figuresIntervalMs = 60_000;
const databaseCheckIntervalMs = 1000;
/** How much longer than a node's own limit the coordinator waits for its answer. */
const queryGraceMs = 5000;

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
    await ensureSecret(config.jwtSecretFile);
    const secret = await openSharedSecret(config.jwtSecretFile, {
      overlapMs: config.secretOverlapMs,
      logger,
    });
    const database = await openDatabase(config);
    undo.add(() => database.close());
    const state = createKnownState(() => database.check());
    undo.add(watched(state));
    const metrics = createMetrics('gkg-coordinator');
    const server = createHttpServer({
      service: 'gkg-coordinator',
      logger,
      metrics,
      bodyBytesMax: config.bodyBytesMax,
      ready: () => (state.isGood ? true : ['its database does not answer']),
    });
    undo.add(() => server.close());
    const rules = rulesOf(config);
    const timeoutMs = config.queryTimeoutMs + queryGraceMs;
    const parts = { db: database.db, logger, metrics: createCoordinatorMetrics(metrics), now };
    const scheduler = schedule(parts, rules, config);
    undo.add(() => scheduler.stop());
    undo.add(watchNodes(parts, scheduler, secret, config));
    const memory = createNodeMemory((nodeId, reason) => void noteUnwell(parts, scheduler, nodeId, reason));
    const limits = { timeoutMs, attemptMs: config.queryAttemptMs, retriesMax: rules.task.retriesMax };
    const client = { ...parts, ...limits, secret, rules: rules.node, memory };
    const coordinator: Coordinator = {
      ...parts,
      secret,
      pullIntervalMs: config.pullIntervalMs,
      pullIntervalBusyMs: config.pullIntervalBusyMs,
      rules,
      client,
      schedule: () => scheduler.now(),
      access: await openAccess(config, logger),
      publicUrl: config.coordinatorUrl,
      hookBytesMax: config.hookBytesMax,
      pollIntervalMs: config.pollIntervalMs,
    };
    addRailsRoutes(server, coordinator);
    addRoutes(server, coordinator, publicRoutes);
    addMcpRoute(server, coordinator);
    undo.add(regularly(() => sweepOnce(coordinator), config.sweepIntervalMs));
    await showFigures(coordinator);
    undo.add(regularly(() => showFigures(coordinator), figuresIntervalMs));
    await arrangePolls(database.db, config.pollIntervalMs, now());
    undo.add(startPolling(coordinator, pollRules(config)));
    const url = await listen(server, config.coordinatorHost, config.coordinatorPort, 'GKG_COORDINATOR_PORT');
    logger.info({ url }, 'coordinator is ready');
    return { url, stop: () => undo.run() };
  });
}

function rulesOf(config: CoordinatorConfig): DeliveryRules {
  return {
    node: {
      onlineMs: config.nodeOnlineMs,
      missingMs: config.nodeMissingMs,
      lostMs: config.nodeLostMs,
      saveMs: config.heartbeatSaveMs,
      criticalPercent: config.nodeCriticalPercent,
    },
    task: {
      retriesMax: config.taskRetriesMax,
      retryDelayMs: config.taskRetryDelayMs,
      timeoutMs: config.taskTimeoutMs,
      claimMs: config.taskClaimMs,
      keptMs: config.taskKeptMs,
      random: Math.random,
    },
    replicasDefault: config.replicas,
  };
}

function schedule(
  parts: Pick<Coordinator, 'db' | 'logger' | 'metrics' | 'now'>,
  rules: DeliveryRules,
  config: CoordinatorConfig,
): Scheduler {
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
  parts: Pick<Coordinator, 'db' | 'logger' | 'metrics' | 'now'>,
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

/** Queries to it failed several times in a row. */
async function noteUnwell(
  { db, logger, now }: Pick<Coordinator, 'db' | 'logger' | 'now'>,
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

function placementRules(config: CoordinatorConfig): PlacementRules {
  return {
    ...defaultPlacementRules,
    lowShare: config.nodeLowPercent / 100,
    highShare: config.nodeHighPercent / 100,
    balanceShare: config.nodeBalancePercent / 100,
    incomingMax: config.nodeIncomingMax,
    relocatingMax: config.relocatingMax,
    retryMs: config.placementRetryMs,
  };
}

function pollRules(config: CoordinatorConfig): PollRules {
  const options = { environment: childEnvironment(), silenceTimeoutMs: config.pollTimeoutMs };
  return {
    intervalMs: config.pollIntervalMs,
    tickMs: config.pollTickMs,
    concurrencyMax: config.pollsMax,
    timeoutMs: config.pollTimeoutMs,
    findHead: (address, signal) => findRemoteHead(address, options, signal),
  };
}

/** Whether the database answers is found out beside the requests: a probe only reads it. */
function watched(state: KnownState): () => Promise<void> {
  const stopping = new AbortController();
  const watching = state.run(databaseCheckIntervalMs, stopping.signal);
  return () => {
    stopping.abort();
    return watching;
  };
}

/** Runs `work` now and then, never two at once; what it gives back stops that and waits for the one that runs. */
function regularly(work: () => Promise<void>, intervalMs: number): () => Promise<void> {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(work);
  }, intervalMs).unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}

async function sweepOnce({ db, logger, metrics, now, rules }: Coordinator): Promise<void> {
  try {
    const swept = await sweep(db, now(), rules);
    for (const outcome of swept.overdue) metrics.tasksSettled.inc({ outcome });
    logger.debug({ ...swept, overdue: swept.overdue.length }, 'lost nodes, overdue and old tasks looked for');
  } catch (error) {
    logger.error({ error }, 'sweep failed');
  }
}

async function showFigures(coordinator: Coordinator): Promise<void> {
  await updateFigures(coordinator).catch((error: unknown) => {
    coordinator.logger.error({ error }, 'figures cannot be counted');
  });
}

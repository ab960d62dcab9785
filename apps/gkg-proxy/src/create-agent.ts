import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchSkipReasons } from '@gkg/git-source';
import type { GitSource } from '@gkg/git-source';
import type { NodeService } from '@gkg/protocol';
import { sourcesRoot, type Config, type Lease, type Logger, type Metrics } from '@gkg/runtime';
import { openOutbox, type CallbackOutbox } from './callback-outbox.ts';
import { createIndexerClient, type IndexerClient } from './indexer-client.ts';
import { createKnownRepositories, type KnownRepositories } from './known-repositories.ts';
import { nodeMemory } from './node-memory.ts';
import { performTask } from './perform-task.ts';
import type { FetchMeasure } from './perform-task.ts';
import { createDiskFigures, type DiskFigures } from './disk-figures.ts';
import { createProxyMetrics, type ProxyMetrics } from './proxy-metrics.ts';
import type { Neighbours } from './neighbours.ts';
import type { RailsClient } from './rails-client.ts';
import { RebuildLoop } from './rebuild-loop.ts';
import { TaskRunner } from './task-runner.ts';
import { openTruncation, type Truncation } from './truncation.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';
import { createWebserverClient, type WebserverClient } from './webserver-client.ts';

export interface AgentOptions {
  readonly config: AgentConfig;
  readonly proxyUrl: string;
  readonly searchUrl: string;
  readonly rails: RailsClient;
  readonly source: GitSource;
  readonly neighbours: Neighbours;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** On the part of the data directory that sources are fetched into. */
  readonly lease: Pick<Lease, 'remove'>;
}

export type AgentConfig = Pick<
  Config,
  | 'dataDir'
  | 'indexerUrl'
  | 'webserverUrl'
  | 'nodeName'
  | 'nodeServices'
  | 'pullIntervalMs'
  | 'proxyTasksMax'
  | 'railsPauseMsMax'
  | 'rebuildsPerHourMax'
  | 'truncate'
  | 'drainTimeoutMs'
>;

/** Of the callbacks that Rails refuses, how long: many heartbeats, each of which makes the node known. */
const refusedMsMax = 120_000;

export interface Agent extends AgentOptions {
  readonly services: readonly NodeService[];
  readonly nodeMetrics: ProxyMetrics;
  readonly indexer: IndexerClient;
  readonly webserver: WebserverClient;
  readonly repositories: KnownRepositories;
  readonly outbox: CallbackOutbox;
  readonly runner: TaskRunner;
  readonly rebuilds: RebuildLoop;
  readonly truncation: Truncation;
  readonly heartbeatWakeUp: WakeUp;
  readonly diskFigures: () => Promise<DiskFigures>;
  /** Call when a heartbeat was answered. */
  readonly heard: () => void;
}

/** The parts of a node's side of the task API, put together; none of them runs yet. */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { config, logger } = options;
  const heartbeatWakeUp = createWakeUp();
  const indexer = createIndexerClient(config.indexerUrl);
  const webserver = createWebserverClient(config.webserverUrl);
  const repositories = createKnownRepositories(join(config.dataDir, 'repositories'), logger);
  const diskFigures = createDiskFigures(config.dataDir);
  let heardMs = performance.now();
  const heard = () => void (heardMs = performance.now());
  const nodeMetrics = createProxyMetrics(options.metrics, {
    heartbeatAgeSeconds: () => (performance.now() - heardMs) / 1000,
    tasksWaiting: () => runner.count - runner.runningCount,
    disk: diskFigures,
    memory: nodeMemory,
    tasksRunning: () => runner.runningCount,
    callbacksPending: () => outbox.size,
    rebuildsWanted: () => rebuilds.wantedCount,
  });
  const outbox = await openAgentOutbox(options, nodeMetrics, heartbeatWakeUp, (id) => runner.settle(id));
  const runner = createRunner(options, { indexer, webserver, repositories, outbox, nodeMetrics }, (...end) =>
    rebuilds.ended(...end),
  );
  const rebuilds = new RebuildLoop({
    webserver,
    repositories,
    perHourMax: config.rebuildsPerHourMax,
    wakeUp: createWakeUp(),
    logger,
    offer: (task) => runner.offer(task),
  });
  const forget = async () => {
    rebuilds.clear();
    await Promise.all([outbox.clear(), repositories.forgetAll()]);
    for (const namespaceId of await keptSources(config.dataDir)) await options.source.forget(namespaceId);
  };
  const holding = { hold: () => runner.hold(), letGo: () => runner.letGo(), forget };
  const truncation = await openTruncation({ config, webserver, logger, ...holding });
  const services = config.nodeServices.split(',') as NodeService[];
  const parts = {
    services,
    nodeMetrics,
    indexer,
    webserver,
    repositories,
    outbox,
    runner,
    rebuilds,
    truncation,
    diskFigures,
    heard,
  };
  return { ...options, ...parts, heartbeatWakeUp };
}

/** Namespaces of which a tree was kept for the next fetch. */
async function keptSources(dataDir: string): Promise<number[]> {
  const names = await readdir(sourcesRoot(dataDir)).catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

function openAgentOutbox(
  { config, rails, logger }: AgentOptions,
  metrics: ProxyMetrics,
  heartbeatWakeUp: WakeUp,
  settle: (taskId: string) => void,
): Promise<CallbackOutbox> {
  return openOutbox({
    directory: join(config.dataDir, 'callbacks'),
    rails,
    logger,
    refusedMsMax,
    pauseMsMax: config.railsPauseMsMax,
    onAccepted(taskId) {
      metrics.callbacksAccepted.inc();
      settle(taskId);
      heartbeatWakeUp.wake();
    },
    onDropped: () => metrics.callbacksDropped.inc(),
  });
}

function observeFetch(metrics: ProxyMetrics, { seconds, outcome }: FetchMeasure): void {
  if (outcome === 'failed') return metrics.fetchFailures.inc();
  const how = outcome?.how ?? 'git';
  metrics.fetches.inc({ how });
  metrics.fetchSeconds.observe({ how }, seconds);
  if (outcome === undefined) return;
  metrics.fetchBytes.inc(outcome.bytes);
  for (const reason of fetchSkipReasons) metrics.fetchSkips.inc({ reason }, outcome.skipped[reason] ?? 0);
}

function createRunner(
  { config, source, logger }: AgentOptions,
  parts: Pick<Agent, 'indexer' | 'webserver' | 'repositories' | 'outbox' | 'nodeMetrics'>,
  onRebuilt: RebuildLoop['ended'],
): TaskRunner {
  const { indexer, webserver, repositories, outbox, nodeMetrics } = parts;
  const onFetched = (fetched: FetchMeasure) => observeFetch(nodeMetrics, fetched);
  const taskParts = { source, indexer, webserver, repositories, dataDir: config.dataDir, onFetched };
  return new TaskRunner({
    tasksMax: config.proxyTasksMax,
    logger,
    outbox,
    perform: (task, signal) => performTask(taskParts, task, signal),
    onEnd(task, outcome, seconds) {
      const label = task.callback === null ? 'rebuild' : task.kind;
      nodeMetrics.tasks.inc({ task: label, outcome });
      nodeMetrics.taskSeconds.observe({ task: label }, seconds);
      if (task.callback === null) onRebuilt(task.namespaceId, outcome);
    },
  });
}

import { join } from 'node:path';
import type { FetchSummary, GitSource } from '@gkg/git-source';
import type { HeartbeatResponse, NodeService } from '@gkg/protocol';
import type { Config, Logger, Metrics, RunningService } from '@gkg/runtime';
import { openOutbox, type CallbackOutbox } from './callback-outbox.ts';
import { composeHeartbeat } from './compose-heartbeat.ts';
import { createDiskFigures } from './disk-figures.ts';
import { runHeartbeats } from './heartbeat-loop.ts';
import { createIndexerClient } from './indexer-client.ts';
import { createKnownRepositories, type KnownRepositories } from './known-repositories.ts';
import { allReady } from './neighbours.ts';
import { performTask } from './perform-task.ts';
import { createProxyMetrics, type ProxyMetrics } from './proxy-metrics.ts';
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
  readonly logger: Logger;
  readonly metrics: Metrics;
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
  | 'rebuildsPerHourMax'
  | 'truncate'
>;

/** Of the callbacks that Rails refuses, how long: many heartbeats, each of which makes the node known. */
const refusedMsMax = 120_000;

interface Agent extends AgentOptions {
  readonly services: readonly NodeService[];
  readonly nodeMetrics: ProxyMetrics;
  readonly webserver: WebserverClient;
  readonly repositories: KnownRepositories;
  readonly outbox: CallbackOutbox;
  readonly runner: TaskRunner;
  readonly rebuilds: RebuildLoop;
  readonly truncation: Truncation;
  readonly heartbeatWakeUp: WakeUp;
}

/** The node's side of the task API: heartbeats, tasks and callbacks, until it is stopped. */
export async function startNodeAgent(options: AgentOptions): Promise<RunningService> {
  const agent = await createAgent(options);
  const { outbox, rebuilds, truncation, runner } = agent;
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = [outbox.run(signal), truncation.run(signal), rebuilds.run(signal), beat(agent, signal)];
  const stop = async () => {
    stopping.abort();
    await Promise.all([...loops, runner.stop()]);
  };
  return { stop };
}

async function createAgent(options: AgentOptions): Promise<Agent> {
  const { config, logger } = options;
  const heartbeatWakeUp = createWakeUp();
  const webserver = createWebserverClient(config.webserverUrl);
  const repositories = createKnownRepositories(join(config.dataDir, 'repositories'), logger);
  const nodeMetrics = createProxyMetrics(options.metrics, {
    tasksRunning: () => runner.runningCount,
    callbacksPending: () => outbox.size,
    rebuildsWanted: () => rebuilds.wantedCount,
  });
  const outbox = await openAgentOutbox(options, nodeMetrics, heartbeatWakeUp, (id) => runner.settle(id));
  const runner = createRunner(options, { webserver, repositories, outbox, nodeMetrics }, (...end) =>
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
  };
  const holding = { hold: () => runner.hold(), letGo: () => runner.letGo(), forget };
  const truncation = await openTruncation({ config, webserver, logger, ...holding });
  const services = config.nodeServices.split(',') as NodeService[];
  const parts = { services, nodeMetrics, webserver, repositories, outbox, runner, rebuilds, truncation };
  return { ...options, ...parts, heartbeatWakeUp };
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
    onAccepted(taskId) {
      metrics.callbacksAccepted.inc();
      settle(taskId);
      heartbeatWakeUp.wake();
    },
    onDropped: () => metrics.callbacksDropped.inc(),
  });
}

function createRunner(
  { config, source, logger }: AgentOptions,
  parts: Pick<Agent, 'webserver' | 'repositories' | 'outbox' | 'nodeMetrics'>,
  onRebuilt: RebuildLoop['ended'],
): TaskRunner {
  const { webserver, repositories, outbox, nodeMetrics } = parts;
  const indexer = createIndexerClient(config.indexerUrl);
  const onFetched = ({ how, skipped }: FetchSummary) => {
    nodeMetrics.fetches.inc({ how });
    for (const [reason, count] of Object.entries(skipped)) nodeMetrics.fetchSkips.inc({ reason }, count);
  };
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

function beat(agent: Agent, signal: AbortSignal): Promise<void> {
  const { config, rails, logger, runner, services } = agent;
  const takesTasks = services.includes('knowledge_graph');
  const node = { nodeName: config.nodeName, proxyUrl: agent.proxyUrl, searchUrl: agent.searchUrl, services };
  const diskFigures = createDiskFigures(config.dataDir);
  return runHeartbeats(
    {
      rails,
      logger,
      wakeUp: agent.heartbeatWakeUp,
      firstPullMs: config.pullIntervalMs,
      // Of a node that offers code search only, indexer and webserver of graphs need not run.
      isHealthy: async (signal) =>
        !takesTasks || (await allReady([config.indexerUrl, config.webserverUrl], signal)),
      compose: async () => composeHeartbeat(node, await diskFigures(), runner.count),
      onBegin: () => runner.heartbeatBegins(),
      onAnswer: (answer) => (takesTasks ? takeAnswer(agent, answer) : Promise.resolve()),
      onOutcome: (outcome) => agent.nodeMetrics.heartbeats.inc({ outcome }),
    },
    signal,
  );
}

async function takeAnswer(agent: Agent, answer: HeartbeatResponse): Promise<void> {
  if (answer.truncate) {
    agent.nodeMetrics.truncations.inc();
    await agent.truncation.order();
  }
  agent.runner.deliver(answer.tasks, answer.stop_indexing);
}

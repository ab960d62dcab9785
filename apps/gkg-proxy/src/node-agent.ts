import { join } from 'node:path';
import type { GitSource } from '@gkg/git-source';
import type { Config, Logger, Metrics, RunningService } from '@gkg/runtime';
import { openOutbox } from './callback-outbox.ts';
import { composeHeartbeat } from './compose-heartbeat.ts';
import { runHeartbeats } from './heartbeat-loop.ts';
import { createIndexerClient } from './indexer-client.ts';
import { allReady } from './neighbours.ts';
import { performTask } from './perform-task.ts';
import { createProxyMetrics, type ProxyMetrics } from './proxy-metrics.ts';
import type { RailsClient } from './rails-client.ts';
import { TaskRunner } from './task-runner.ts';
import { createWakeUp } from './wake-up.ts';

export interface AgentParts {
  readonly config: AgentConfig;
  readonly proxyUrl: string;
  readonly rails: RailsClient;
  readonly source: GitSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export type AgentConfig = Pick<
  Config,
  'dataDir' | 'indexerUrl' | 'webserverUrl' | 'nodeName' | 'pullIntervalMs' | 'proxyTasksMax'
>;

/** The node's side of the task API: heartbeats, tasks and callbacks, until it is stopped. */
export async function startNodeAgent(parts: AgentParts): Promise<RunningService> {
  const { config, rails, logger } = parts;
  const wakeUp = createWakeUp();
  const figures = { tasksRunning: () => runner.runningCount, callbacksPending: () => outbox.size };
  const metrics = createProxyMetrics(parts.metrics, figures);
  const outbox = await openOutbox({
    directory: join(config.dataDir, 'callbacks'),
    rails,
    logger,
    onAccepted(taskId) {
      metrics.callbacksAccepted.inc();
      runner.settle(taskId);
      wakeUp.wake();
    },
  });
  const runner = createRunner(parts, outbox, metrics);
  const stopping = new AbortController();
  const deliveries = outbox.run(stopping.signal);
  const heartbeats = runHeartbeats(
    {
      rails,
      logger,
      wakeUp,
      firstPullMs: config.pullIntervalMs,
      isHealthy: (signal) => allReady([config.indexerUrl, config.webserverUrl], signal),
      compose: () => composeHeartbeat({ ...config, proxyUrl: parts.proxyUrl }, runner.count),
      onBegin: () => runner.heartbeatBegins(),
      onAnswer: (answer) => runner.deliver(answer.tasks, answer.stop_indexing),
      onOutcome: (outcome) => metrics.heartbeats.inc({ outcome }),
    },
    stopping.signal,
  );
  const stop = async () => {
    stopping.abort();
    await Promise.all([heartbeats, deliveries, runner.stop()]);
  };
  return { stop };
}

function createRunner(
  { config, source, logger }: AgentParts,
  outbox: Awaited<ReturnType<typeof openOutbox>>,
  metrics: ProxyMetrics,
): TaskRunner {
  const { dataDir, webserverUrl } = config;
  const taskParts = { source, indexer: createIndexerClient(config.indexerUrl), webserverUrl, dataDir };
  return new TaskRunner({
    tasksMax: config.proxyTasksMax,
    logger,
    outbox,
    perform: (task, signal) => performTask(taskParts, task, signal),
    onEnd(task, outcome, seconds) {
      metrics.tasks.inc({ task: task.kind, outcome });
      metrics.taskSeconds.observe({ task: task.kind }, seconds);
    },
  });
}

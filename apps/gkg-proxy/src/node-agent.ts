import type { HeartbeatResponse } from '@gkg/protocol';
import type { RunningService } from '@gkg/runtime';
import { composeHeartbeat } from './compose-heartbeat.ts';
import { createAgent, type Agent, type AgentOptions } from './create-agent.ts';
import { runHeartbeats } from './heartbeat-loop.ts';
import { settleLeftovers } from './source-leftovers.ts';

/** The node's side of the task API: heartbeats, tasks and callbacks, until it is stopped. */
export async function startNodeAgent(options: AgentOptions): Promise<RunningService> {
  const agent = await createAgent(options);
  const { outbox, rebuilds, truncation, runner } = agent;
  const stopping = new AbortController();
  const { signal } = stopping;
  const work = settleLeftovers({ ...agent, dataDir: agent.config.dataDir }, signal).then(() =>
    Promise.all([truncation.run(signal), rebuilds.run(signal), beat(agent, signal)]),
  );
  const deliveries = Promise.all([outbox.run(signal), agent.neighbours.run(signal)]);
  const stop = async () => {
    // Heartbeats and callbacks go on meanwhile, so that GitLab hears of what ends.
    await runner.drain(agent.config.drainTimeoutMs);
    stopping.abort();
    await Promise.all([work, deliveries, runner.stop()]);
  };
  return { stop };
}

function beat(agent: Agent, signal: AbortSignal): Promise<void> {
  const { config, rails, logger, runner, services } = agent;
  const takesTasks = services.includes('knowledge_graph');
  const node = { nodeName: config.nodeName, proxyUrl: agent.proxyUrl, searchUrl: agent.searchUrl, services };
  return runHeartbeats(
    {
      rails,
      logger,
      wakeUp: agent.heartbeatWakeUp,
      firstPullMs: config.pullIntervalMs,
      awayPauseMsMax: config.railsPauseMsMax,
      isHealthy: (signal) => agent.neighbours.ask(signal),
      compose: async () => composeHeartbeat(node, await agent.diskFigures(), runner.count),
      onBegin: () => runner.heartbeatBegins(),
      onAnswer: (answer) => (takesTasks ? takeAnswer(agent, answer) : Promise.resolve()),
      onOutcome(outcome) {
        agent.nodeMetrics.heartbeats.inc({ outcome });
        if (outcome === 'answered') agent.heard();
      },
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

/** What the settings say, in the form in which the parts of the coordinator go by it. */
import { findRemoteHead } from '@gkg/git-source';
import { defaultPlacementRules, type PlacementRules } from '@gkg/placement';
import { childEnvironment, type Config, type coordinatorSettings } from '@gkg/runtime';
import type { PollRules } from './polling.ts';
import type { DeliveryRules } from './task-delivery.ts';

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

export function deliveryRules(config: CoordinatorConfig): DeliveryRules {
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

export function placementRules(config: CoordinatorConfig): PlacementRules {
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

export function pollRules(config: CoordinatorConfig): PollRules {
  const options = { environment: childEnvironment(), silenceTimeoutMs: config.pollTimeoutMs };
  return {
    intervalMs: config.pollIntervalMs,
    tickMs: config.pollTickMs,
    concurrencyMax: config.pollsMax,
    timeoutMs: config.pollTimeoutMs,
    findHead: (address, signal) => findRemoteHead(address, options, signal),
  };
}

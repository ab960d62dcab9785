import type { HeartbeatRequest, HeartbeatResponse } from '@gkg/protocol';
import { toGkgError } from '@gkg/protocol';
import { backoffMs, type Logger } from '@gkg/runtime';
import type { RailsClient } from './rails-client.ts';
import type { WakeUp } from './wake-up.ts';

/*
 * One loop, one heartbeat at a time:
 *
 * - checking: are indexer and webserver ready? While one is not, no heartbeat is sent, so that after a
 *   minute Rails takes the node for offline and asks others. Looks again after a second.
 * - beating: a heartbeat is under way. Its answer's tasks go to the task runner, its `pull_frequency` is the
 *   pace from now on.
 * - resting: for the pace, give or take a tenth by chance, so that a fleet that was started together does
 *   not knock together; or until woken, because a task was settled and the next may wait.
 * - away: the heartbeat failed. Rests a second, doubled with each failure in a row up to a setting, of
 *   which a random half is taken off; being woken changes nothing then. The first answer ends it.
 *
 * Everything that fails is logged when it begins and when it is over, not each time.
 */

export interface HeartbeatParts {
  readonly rails: Pick<RailsClient, 'heartbeat'>;
  readonly logger: Logger;
  readonly wakeUp: WakeUp;
  /** Until Rails has said how often it wants to hear from the node. */
  readonly firstPullMs: number;
  readonly awayPauseMsMax: number;
  isHealthy(signal: AbortSignal): Promise<boolean>;
  compose(): Promise<HeartbeatRequest>;
  onBegin(): void;
  /** A failure counts as one of the heartbeat, so that its answer is not taken for heard. */
  onAnswer(answer: HeartbeatResponse): Promise<void>;
  onOutcome(outcome: HeartbeatOutcome): void;
}

export type HeartbeatOutcome = 'answered' | 'failed' | 'unhealthy';

const unhealthyPauseMs = 1000;
const awayFirstPauseMs = 1000;

/** Runs until the signal is aborted. */
export async function runHeartbeats(parts: HeartbeatParts, signal: AbortSignal): Promise<void> {
  let pullMs = parts.firstPullMs;
  let failures = 0;
  let last: HeartbeatOutcome = 'answered';
  while (!signal.aborted) {
    const { outcome, error, answer } = await beat(parts, signal);
    if (signal.aborted) return;
    parts.onOutcome(outcome);
    if (outcome !== last) logChange(parts.logger, outcome, error);
    last = outcome;
    failures = outcome === 'failed' ? failures + 1 : 0;
    pullMs = answer?.pull_frequency ?? pullMs;
    const awayMs = backoffMs(failures, {
      firstDelayMs: awayFirstPauseMs,
      delayMsMax: parts.awayPauseMsMax,
    });
    await rest(parts.wakeUp, outcome, pullMs, awayMs, signal);
  }
}

interface Beat {
  readonly outcome: HeartbeatOutcome;
  readonly answer?: HeartbeatResponse;
  readonly error?: unknown;
}

async function beat(parts: HeartbeatParts, signal: AbortSignal): Promise<Beat> {
  try {
    if (!(await parts.isHealthy(signal))) return { outcome: 'unhealthy' };
    const request = await parts.compose();
    parts.onBegin();
    const answer = await parts.rails.heartbeat(request, signal);
    await parts.onAnswer(answer);
    return { outcome: 'answered', answer };
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

function logChange(logger: Logger, outcome: HeartbeatOutcome, error: unknown): void {
  if (outcome === 'answered') logger.info('heartbeats are answered again');
  else if (outcome === 'unhealthy') logger.warn('no heartbeat while indexer or webserver is not ready');
  else logger.error({ error, kind: toGkgError(error).kind }, 'heartbeat failed');
}

async function rest(
  wakeUp: WakeUp,
  outcome: HeartbeatOutcome,
  pullMs: number,
  awayMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (outcome === 'answered') return wakeUp.wait(pullMs * (0.9 + Math.random() * 0.2), signal);
  const pauseMs = outcome === 'unhealthy' ? unhealthyPauseMs : awayMs;
  const until = performance.now() + pauseMs;
  for (let leftMs = pauseMs; leftMs > 0 && !signal.aborted; leftMs = until - performance.now()) {
    await wakeUp.wait(leftMs, signal);
  }
}

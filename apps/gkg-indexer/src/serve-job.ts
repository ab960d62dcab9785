/*
 * The inside of a process that jobs run in. It waits for `start`, does that work and answers. After `done` it
 * waits for the next `start`, with all that it knows, or for `end`; after `failed` it exits. `cancel` aborts the
 * work; so does the end of the channel, because a parent that was killed will never ask for the result.
 */
import { GkgError, errorBody, errorPolicies, toGkgError } from '@gkg/protocol';
import type { ErrorBody, JobProgress } from '@gkg/protocol';
import {
  armFailpoints,
  continueWork,
  createLogger,
  failed,
  flushTraces,
  startTraces,
  succeeded,
  type Logger,
} from '@gkg/runtime';
import type { JobOrder, JobProduct, MessageFromJob, MessageToJob } from './job-messages.ts';
import { createPhaseSpans } from './phase-spans.ts';

export type JobWork = (
  order: JobOrder,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
  logger: Logger,
) => Promise<JobProduct>;

const progressIntervalMs = 100;

/** Runs the work that the parent process orders, one job after another. */
export function serveJobs(work: JobWork): void {
  let canceled = new AbortController();
  let isIdle = true;
  let isArmed = false;
  const start = async (order: JobOrder) => {
    canceled = new AbortController();
    isIdle = false;
    if (!isArmed) armFailpoints(order.failpoints);
    isArmed = true;
    const logger = createLogger('gkg-indexer', { level: order.logLevel });
    await startTraces(order.traces, 'gkg-indexer', logger);
    const outcome = await continueWork(order.origin, () => attempt(work, order, canceled.signal, logger));
    await send(outcome);
    await flushTraces();
    isIdle = true;
    // The engine and the worker threads may hold the event loop; there is nothing left to wait for.
    if (outcome.type === 'failed' || !process.connected) process.exit(0);
  };
  process.on('message', (message: MessageToJob) => {
    if (message.type === 'start') void start(message.order);
    else if (message.type === 'end') process.exit(0);
    else canceled.abort(errorOf(message.error));
  });
  process.once('disconnect', () => {
    if (isIdle) process.exit(0);
    canceled.abort(new GkgError('job_canceled', 'The indexer went away.'));
  });
}

function errorOf({ code, error, detail }: ErrorBody): GkgError {
  return new GkgError(code, error, { detail });
}

async function attempt(
  work: JobWork,
  order: JobOrder,
  signal: AbortSignal,
  logger: Logger,
): Promise<MessageFromJob> {
  const report = throttled((progress) => void send({ type: 'progress', progress }));
  const phases = createPhaseSpans();
  const onProgress = (progress: JobProgress) => {
    phases.enter(progress.phase);
    report(progress);
  };
  const facts = { job: order.job, namespace_id: order.namespaceId };
  try {
    const product = await work(order, onProgress, signal, logger);
    phases.end(succeeded);
    logger.debug({ ...facts, seconds: product.statistics.total_seconds }, 'graph is built');
    return { type: 'done', product };
  } catch (thrown) {
    const error = toGkgError(thrown);
    phases.end(failed(error.kind));
    // The indexer's own line tells of the job; this one has what only this process knows.
    const level = errorPolicies[error.kind].status === 500 && !signal.aborted ? 'error' : 'debug';
    logger[level]({ ...facts, error }, 'graph is not built');
    return { type: 'failed', error: errorBody(error) };
  }
}

/** Passes on every change of phase, and within a phase no more than a person can see. */
function throttled(report: (progress: JobProgress) => void): (progress: JobProgress) => void {
  let phase = '';
  let reportedAt = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - reportedAt < progressIntervalMs) return;
    ({ phase } = progress);
    reportedAt = now;
    report(progress);
  };
}

function send(message: MessageFromJob): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) resolve();
    else process.send?.(message, undefined, undefined, () => resolve());
  });
}

/*
 * The inside of a process that jobs run in. It waits for `start`, does that work and answers. After `done` it
 * waits for the next `start`, with all that it knows, or for `end`; after `failed` it exits. `cancel` aborts the
 * work; so does the end of the channel, because a parent that was killed will never ask for the result.
 */
import { GkgError, errorBody, toGkgError } from '@gkg/protocol';
import type { ErrorBody, JobProgress } from '@gkg/protocol';
import { armFailpoints, createLogger } from '@gkg/runtime';
import type { JobOrder, JobProduct, MessageFromJob, MessageToJob } from './job-messages.ts';

export type JobWork = (
  order: JobOrder,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
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
    const outcome = await attempt(work, order, canceled.signal);
    await send(outcome);
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

async function attempt(work: JobWork, order: JobOrder, signal: AbortSignal): Promise<MessageFromJob> {
  const onProgress = throttled((progress) => void send({ type: 'progress', progress }));
  try {
    return { type: 'done', product: await work(order, onProgress, signal) };
  } catch (thrown) {
    const error = toGkgError(thrown);
    const logger = createLogger('gkg-indexer', { level: order.logLevel });
    if (!signal.aborted)
      logger.error({ error, job: order.job, namespace_id: order.namespaceId }, 'job failed');
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

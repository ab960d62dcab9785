/*
 * The inside of a job's process. It waits for one `start`, does that work, answers `done` or `failed`,
 * and exits. `cancel` aborts the work; so does the end of the channel, because a parent that was killed
 * will never ask for the result.
 */
import { GkgError, errorBody, toGkgError } from '@gkg/protocol';
import type { JobProgress } from '@gkg/protocol';
import { armFailpoints, createLogger } from '@gkg/runtime';
import type { JobOrder, JobProduct, MessageFromJob, MessageToJob } from './job-messages.ts';

export type JobWork = (
  order: JobOrder,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
) => Promise<JobProduct>;

const progressIntervalMs = 100;

/** Runs the work that the parent process orders. */
export function serveJob(work: JobWork): void {
  const canceled = new AbortController();
  process.on('message', (message: MessageToJob) => {
    if (message.type === 'start') void runOrder(work, message.order, canceled.signal);
    else
      canceled.abort(new GkgError(message.error.code, message.error.error, { detail: message.error.detail }));
  });
  process.once('disconnect', () => {
    canceled.abort(new GkgError('job_canceled', 'The indexer went away.'));
  });
}

async function runOrder(work: JobWork, order: JobOrder, signal: AbortSignal): Promise<void> {
  armFailpoints(order.failpoints);
  const outcome = await attempt(work, order, signal);
  await send(outcome);
  // The engine and the worker threads may hold the event loop; there is nothing left to wait for.
  process.exit(0);
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

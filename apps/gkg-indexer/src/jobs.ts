/*
 * The life of a job.
 *
 *   queued ──► running ──► succeeded | failed | canceled
 *      └─────────────────► failed | canceled
 *
 * A request becomes a job, or joins one, or is refused, in this order:
 * 1. The indexer stops: refused, `shutting_down`.
 * 2. The namespace has a job that has not ended. The request joins it if it asks for the very same work
 *    and that job will see what the caller sees: it still waits in the queue, or both name the same
 *    commit. Else it is refused, `job_running`: a working tree without a commit may have changed since
 *    the running job read it, so joining would promise too much.
 * 3. The queue is full: refused, `queue_full`, with an estimate of when a place is free.
 * 4. It is queued. The queue is first in, first out.
 *
 * queued:   becomes running as soon as fewer than `runningMax` jobs run. A cancel ends it at once.
 * running:  `progress.phase` walks through scan, parse, resolve, load, checkpoint, stage, notify. A cancel,
 *           the time limit and the stop of the indexer abort the work; the job ends when the work has
 *           really ended. Work that succeeds in spite of an abort (the webserver was swapping already)
 *           has succeeded.
 * ended:    nothing changes any more. The youngest `keptMax` ended jobs are remembered.
 */
import { GkgError } from '@gkg/protocol';
import type { IndexRequest, IndexStatistics, JobProgress, JobState } from '@gkg/protocol';
import { createJob, failJob, isSameWork } from './job.ts';
import type { Job, MutableJob } from './job.ts';

export interface JobsOptions {
  readonly runningMax: number;
  readonly queuedMax: number;
  readonly keptMax: number;
  readonly timeoutMs: number;
  readonly run: (
    job: Job,
    onProgress: (progress: JobProgress) => void,
    signal: AbortSignal,
  ) => Promise<IndexStatistics>;
  /** Told once of every job that ended. */
  readonly onEnd: (job: Job) => void;
}

/** All jobs of one indexer: the queue, those that run, and those that ended lately. */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #jobs = new Map<string, MutableJob>();
  #stopping = false;
  #lastJobSeconds = 1;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Whether every request is refused from now on. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Queues a job for the request, or answers the one that it joins. */
  submit(request: IndexRequest): Job {
    if (this.#stopping) throw new GkgError('shutting_down', 'The indexer is stopping.');
    const open = this.#inState('queued', 'running').find(
      (job) => job.request.namespace_id === request.namespace_id,
    );
    if (open !== undefined) return joinOrRefuse(open, request);
    this.#requirePlace();
    const job = createJob(request);
    this.#jobs.set(job.id, job);
    this.#startNext();
    return job;
  }

  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new GkgError('unknown_job', `There is no job ${id}.`);
    return job;
  }

  /** Youngest first. */
  list(): readonly Job[] {
    return [...this.#jobs.values()].toReversed();
  }

  /** Those that have not ended. */
  open(): readonly Job[] {
    return this.#inState('queued', 'running');
  }

  count(state: JobState): number {
    return this.#inState(state).length;
  }

  /** Stops the work of a job and answers it when it has ended; one that had ended is left as it is. */
  async cancel(id: string): Promise<Job> {
    const job = this.get(id) as MutableJob;
    this.#abort(job, new GkgError('job_canceled', 'The job was canceled.'));
    await job.ended;
    return job;
  }

  /** Takes no more jobs, ends those there are, and returns when all have ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const open = this.#inState('queued', 'running');
    for (const job of open) this.#abort(job, new GkgError('shutting_down', 'The indexer is stopping.'));
    await Promise.all(open.map((job) => job.ended));
  }

  #inState(...states: JobState[]): MutableJob[] {
    return [...this.#jobs.values()].filter((job) => states.includes(job.state));
  }

  #requirePlace(): void {
    const { queuedMax, runningMax } = this.#options;
    // A job is queued for an instant even when it can start at once, so free runners count as places.
    const places = queuedMax + Math.max(0, runningMax - this.count('running'));
    if (this.count('queued') < places) return;
    const retryAfterSeconds = Math.min(60, Math.ceil(this.#lastJobSeconds / runningMax));
    throw new GkgError('queue_full', `${queuedMax} jobs are waiting already.`, {
      detail: { queued_max: queuedMax, retry_after_seconds: retryAfterSeconds },
    });
  }

  #startNext(): void {
    for (const job of this.#inState('queued')) {
      if (this.count('running') >= this.#options.runningMax) return;
      void this.#runToEnd(job);
    }
  }

  async #runToEnd(job: MutableJob): Promise<void> {
    job.state = 'running';
    job.startedAt = new Date();
    const limit = this.#limitTime(job);
    try {
      const onProgress = (progress: JobProgress) => (job.progress = progress);
      job.statistics = await this.#options.run(job, onProgress, job.canceling.signal);
      job.state = 'succeeded';
      job.progress = { phase: 'done', done: 0, total: 0 };
    } catch (thrown) {
      failJob(job, thrown);
    } finally {
      clearTimeout(limit);
    }
    this.#lastJobSeconds = (Date.now() - job.startedAt.getTime()) / 1000;
    this.#finish(job);
    this.#startNext();
  }

  #limitTime(job: MutableJob): NodeJS.Timeout {
    const { timeoutMs } = this.#options;
    const overdue = () =>
      job.canceling.abort(new GkgError('timeout', `The job took longer than ${timeoutMs} ms.`));
    return setTimeout(overdue, timeoutMs);
  }

  #abort(job: MutableJob, reason: GkgError): void {
    if (job.state === 'running') job.canceling.abort(reason);
    if (job.state !== 'queued') return;
    failJob(job, reason);
    this.#finish(job);
  }

  #finish(job: MutableJob): void {
    job.finishedAt = new Date();
    job.end();
    this.#options.onEnd(job);
    const ended = this.#inState('succeeded', 'failed', 'canceled');
    for (const old of ended.slice(0, -this.#options.keptMax)) this.#jobs.delete(old.id);
  }
}

function joinOrRefuse(open: MutableJob, request: IndexRequest): Job {
  const sees = open.state === 'queued' || request.commit !== undefined;
  if (sees && isSameWork(open.request, request)) return open;
  const message = `Namespace ${request.namespace_id} has job ${open.id}, which is ${open.state}.`;
  throw new GkgError('job_running', message, { detail: { job_id: open.id, state: open.state } });
}

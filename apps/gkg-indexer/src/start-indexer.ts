import { fileURLToPath } from 'node:url';
import {
  acquireLease,
  continueWork,
  createHttpServer,
  createMetrics,
  inSpan,
  listen,
  oneOf,
  partLock,
  withUndo,
} from '@gkg/runtime';
import { errorPolicies } from '@gkg/protocol';
import type { Config, Lease, Logger, Metrics, Undo } from '@gkg/runtime';
import { createIndexerMetrics, indexerMetrics, observeStatistics } from './indexer-metrics.ts';
import type { IndexerMetrics } from './indexer-metrics.ts';
import { addJobRoutes } from './job-routes.ts';
import { createJobProcesses } from './job-processes.ts';
import type { JobProcesses } from './job-processes.ts';
import { Jobs } from './jobs.ts';
import type { Job } from './job.ts';
import { createLeftovers } from './leftovers.ts';
import type { Leftovers, OpenJob } from './leftovers.ts';
import { runJob } from './run-job.ts';
import type { JobRunner } from './run-job.ts';

const service = 'gkg-indexer';

export interface IndexerOptions {
  readonly logger: Logger;
  /** The module that each job's process runs. */
  readonly jobEntry?: string;
  readonly cancelGraceMs?: number;
  readonly notifyFirstDelayMs?: number;
  /** Told when another indexer has taken over the data directory: this process must end. */
  readonly onLost?: (error: unknown) => void;
}

export interface Indexer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the indexer: cleans up after dead jobs, then takes requests. */
export async function startIndexer(config: Config, options: IndexerOptions): Promise<Indexer> {
  return withUndo(async (undo) => {
    const lease = await holdStaged(config, options);
    undo.add(() => lease.release());
    const metrics = createMetrics(service);
    const { jobs, counts, processes } = createJobs(config, options, lease, metrics);
    undo.add(() => processes.close());
    const leftovers = createLeftovers({
      dataDir: config.dataDir,
      lease,
      jobMsMax: config.jobTimeoutMs,
      openJobs: () => openJobs(jobs),
    });
    const removed = await leftovers.sweep();
    counts.leftovers.inc(removed);
    undo.add(sweepRegularly(config, options.logger, leftovers, counts));
    const url = await serve(config, options.logger, metrics, jobs, counts, undo);
    options.logger.info({ url, leftovers_removed: removed }, 'indexer listens');
    return { url, stop: undo.run };
  });
}

function openJobs(jobs: Jobs): OpenJob[] {
  return jobs.open().map(({ id, request }) => ({
    namespaceId: request.namespace_id,
    staged: `${request.namespace_id}-${id}`,
    source: request.repo_dir,
  }));
}

function sweepRegularly(
  { leftoversIntervalMs }: Config,
  logger: Logger,
  leftovers: Leftovers,
  metrics: IndexerMetrics,
): () => void {
  const sweep = async () => {
    try {
      metrics.leftovers.inc(await leftovers.sweep());
    } catch (error) {
      logger.error({ error }, 'left-overs cannot be removed');
    }
  };
  const timer = setInterval(() => void sweep(), leftoversIntervalMs).unref();
  return () => clearInterval(timer);
}

function holdStaged(
  { dataDir, leaseMs }: Config,
  { onLost = () => undefined }: IndexerOptions,
): Promise<Lease> {
  return acquireLease(partLock(dataDir, 'staged'), { leaseMs, onLost });
}

function createJobs(config: Config, options: IndexerOptions, lease: Lease, metrics: Metrics) {
  const processes = createProcesses(config, options);
  const counts = createIndexerMetrics(metrics, {
    warm: () => processes.idle(),
    queued: () => jobs.count('queued'),
    running: () => jobs.count('running'),
    runningMax: config.indexerJobsMax,
  });
  const runner: JobRunner = {
    config,
    lease,
    logger: options.logger,
    metrics: counts,
    processes,
    notifyFirstDelayMs: options.notifyFirstDelayMs ?? 500,
  };
  const jobs = new Jobs({
    runningMax: config.indexerJobsMax,
    queuedMax: config.queueMax,
    keptMax: config.jobsKeptMax,
    timeoutMs: config.jobTimeoutMs,
    run: (job, onProgress, signal) => asWorkOf(job, () => runJob(runner, job, onProgress, signal)),
    onEnd: (job) => continueWork(job.origin, () => observeEnd(job, counts, options.logger)),
  });
  return { jobs, counts, processes };
}

/** A job begins when another ends, and is still part of the work that it was asked for in. */
function asWorkOf<Result>({ id, request, origin }: Job, run: () => Promise<Result>): Promise<Result> {
  const facts = { job: id, namespace_id: request.namespace_id };
  return continueWork(origin, () => inSpan('job', facts, run));
}

function createProcesses(config: Config, options: IndexerOptions): JobProcesses {
  const process = {
    entry: options.jobEntry ?? fileURLToPath(new URL('job-process.ts', import.meta.url)),
    memoryBytesMax: config.jobMemoryBytesMax,
    graceMs: options.cancelGraceMs ?? 5000,
  };
  const warm = {
    processesMax: config.warmJobsMax,
    bytesMax: config.warmBytesMax,
    idleMs: config.warmIdleMs,
  };
  return createJobProcesses(process, warm);
}

async function serve(
  config: Config,
  logger: Logger,
  metrics: Metrics,
  jobs: Jobs,
  counts: IndexerMetrics,
  undo: Undo,
): Promise<string> {
  const { bodyBytesMax } = config;
  const server = createHttpServer({
    service,
    logger,
    metrics,
    bodyBytesMax,
    ready: () => (jobs.isStopping ? ['it is stopping'] : true),
  });
  undo.add(() => server.close());
  addJobRoutes(server, jobs, (kind) =>
    counts.refused.inc({ kind: oneOf(indexerMetrics.refused.labels.kind, kind) }),
  );
  const url = await listen(server, config.indexerHost, config.indexerPort, 'GKG_INDEXER_PORT');
  // Runs before the server closes, so that requests that wait for a job are answered.
  undo.add(() => jobs.stop());
  return url;
}

function endOf({ state }: Job): 'succeeded' | 'failed' | 'canceled' {
  return state === 'succeeded' || state === 'canceled' ? state : 'failed';
}

function observeEnd(job: Job, metrics: IndexerMetrics, logger: Logger): void {
  const outcome = job.state === 'failed' ? (job.error?.code ?? 'internal') : job.state;
  const seconds =
    ((job.finishedAt ?? job.createdAt).getTime() - (job.startedAt ?? job.createdAt).getTime()) / 1000;
  metrics.jobs.inc({ outcome: oneOf(indexerMetrics.jobs.labels.outcome, outcome) });
  if (job.startedAt !== null) metrics.jobSeconds.observe({ outcome: endOf(job) }, seconds);
  if (job.statistics !== null) observeStatistics(metrics, job.statistics);
  const facts = { job: job.id, namespace_id: job.request.namespace_id, outcome, seconds };
  if (job.state !== 'failed') {
    return logger.info({ ...facts, phases: job.statistics?.phase_seconds }, 'job ended');
  }
  const level = errorPolicies[job.error?.code ?? 'internal'].status === 500 ? 'error' : 'warn';
  logger[level]({ ...facts, reason: job.error?.error }, 'job ended');
}

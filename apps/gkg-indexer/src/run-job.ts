import { rm } from 'node:fs/promises';
import { GkgError } from '@gkg/protocol';
import type { IndexStatistics, JobProgress } from '@gkg/protocol';
import { failpoint, inSpan, originOfWork, removeStaged, stagedDir, traceSettings } from '@gkg/runtime';
import type { Config, Lease, Logger } from '@gkg/runtime';
import type { IndexerMetrics } from './indexer-metrics.ts';
import type { JobOrder, JobProduct } from './job-messages.ts';
import type { Job } from './job.ts';
import { mayPass, notifyWebserver } from './notify-webserver.ts';
import type { JobProcesses } from './job-processes.ts';
import { whileDiskLasts } from './watch-disk.ts';

export interface JobRunner {
  readonly config: Config;
  readonly lease: Lease;
  readonly logger: Logger;
  readonly metrics: IndexerMetrics;
  readonly processes: JobProcesses;
  readonly notifyFirstDelayMs: number;
}

/** The whole work of one job: its own process builds and stages the graph, then the webserver takes it. */
export async function runJob(
  runner: JobRunner,
  job: Job,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<IndexStatistics> {
  const { statistics, stagedDir } = await build(runner, job, onProgress, signal);
  await removeOlder(runner, job.request.namespace_id, stagedDir);
  const notifiedFrom = performance.now();
  onProgress({ phase: 'notify', done: 0, total: 0 });
  failpoint('notify.before');
  // A graph of one that was away for so long may be older than what its successor has published.
  await runner.lease.renew();
  await inSpan('publish', {}, () => publish(runner, job, stagedDir, signal));
  failpoint('acknowledge');
  const notify = Math.round(performance.now() - notifiedFrom) / 1000;
  return {
    ...statistics,
    phase_seconds: { ...statistics.phase_seconds, notify },
    total_seconds: Math.round((statistics.total_seconds + notify) * 1000) / 1000,
  };
}

/** Graphs that no webserver took in time; while none answers they would pile up. */
async function removeOlder({ config, lease }: JobRunner, namespaceId: number, newest: string): Promise<void> {
  await removeStaged(
    config.dataDir,
    lease,
    (one) => one.namespaceId === namespaceId && one.directory !== newest,
  );
}

async function build(
  runner: JobRunner,
  job: Job,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<JobProduct> {
  const { config, processes } = runner;
  try {
    const { dataDir, diskFreeBytesMin } = config;
    const run = (unlessFull: AbortSignal) => processes.run(orderOf(config, job), onProgress, unlessFull);
    return await whileDiskLasts(dataDir, diskFreeBytesMin, run, signal);
  } catch (error) {
    // A process that was killed could not clean up after itself.
    await removeDirectory(stagedDir(config.dataDir, job.request.namespace_id, job.id));
    throw error;
  }
}

async function publish(runner: JobRunner, job: Job, staged: string, signal: AbortSignal): Promise<void> {
  const { config, logger, metrics } = runner;
  const options = {
    webserverUrl: config.webserverUrl,
    timeoutMs: config.notifyTimeoutMs,
    attemptsMax: config.notifyAttemptsMax,
    firstDelayMs: runner.notifyFirstDelayMs,
    onRetry: (error: unknown, attempt: number, delayMs: number) => {
      metrics.notifyRetries.inc({ kind: error instanceof GkgError ? error.kind : 'internal' });
      logger.warn({ error, job: job.id, attempt, delay_ms: delayMs }, 'webserver did not take the graph yet');
    },
  };
  try {
    await notifyWebserver(job.request.namespace_id, staged, options, signal);
  } catch (error) {
    if (!mayPass(error)) await removeDirectory(staged);
    throw error;
  }
  failpoint('notify.after');
  await removeDirectory(staged);
}

async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

function orderOf(config: Config, job: Job): JobOrder {
  const { request } = job;
  return {
    job: job.id,
    directory: request.repo_dir,
    namespaceId: request.namespace_id,
    projectId: request.project_id,
    project: request.project,
    rootName: request.root_name,
    commit: request.commit,
    dataDir: config.dataDir,
    threads: config.indexerThreads,
    fileTimeoutMs: config.fileTimeoutMs,
    threadHeapBytesMax: config.threadHeapBytesMax,
    diskFreeBytesMin: config.diskFreeBytesMin,
    cacheBytesMax: config.cacheBytesMax,
    keptSourceBytesMax: config.warmSourceBytesMax,
    force: request.force === true,
    origin: originOfWork(),
    logLevel: config.logLevel,
    traces: traceSettings(config),
    failpoints: config.failpoints,
  };
}

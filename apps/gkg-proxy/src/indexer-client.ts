import { setTimeout as delay } from 'node:timers/promises';
import { GkgError, errorPolicies, jobStates, toGkgError } from '@gkg/protocol';
import type { ErrorKind, IndexRequest } from '@gkg/protocol';
import { backoffMs, requestJson } from '@gkg/runtime';
import { z } from 'zod';

/*
 * One indexing through the indexer: submit, follow, and cancel if the caller gives up.
 *
 * It follows by asking for the job instead of holding a request open until it ends: the job's id is what a
 * cancel needs, and a restart of the indexer shows at the next question instead of after hours of silence.
 *
 * What goes wrong while talking to the indexer (not reachable, queue full, restarted and the job forgotten,
 * another job of the namespace at work) is tried again until the caller's signal ends it; what goes wrong in
 * the job itself is the caller's.
 */

export interface IndexerClient {
  /** Resolves when the new graph is served. */
  index(request: IndexRequest, signal: AbortSignal): Promise<FinishedJob>;
  /** Resolves when no job of these namespaces is open that was open when it was asked. */
  cancelJobs(namespaceIds: ReadonlySet<number>, signal: AbortSignal): Promise<void>;
}

const jobStatus = z.looseObject({
  id: z.string(),
  state: z.enum(jobStates),
  finished_at: z.string().nullable(),
  error: z.object({ error: z.string(), code: z.string() }).nullable(),
  statistics: z.looseObject({ graph_bytes: z.int().nonnegative().optional() }).nullish(),
});
export type FinishedJob = z.infer<typeof jobStatus>;

const jobList = z.object({
  jobs: z.array(z.looseObject({ id: z.string(), namespace_id: z.number(), state: z.enum(jobStates) })),
});

const talkTimeoutMs = 10_000;
const cancelTimeoutMs = 60_000;
const firstPollMs = 20;
const pollMsMax = 1000;
const retryPause = { firstDelayMs: 200, delayMsMax: 10_000 };

const transient: ReadonlySet<ErrorKind> = new Set([
  'upstream_unavailable',
  'timeout',
  'queue_full',
  'rate_limited',
  'overloaded',
  'shutting_down',
  'not_ready',
  'job_running',
  'unknown_job',
]);

export function createIndexerClient(indexerUrl: string): IndexerClient {
  return {
    async index(request, signal) {
      for (let attempt = 1; ; attempt += 1) {
        const job = await runJob(indexerUrl, request, signal).catch((error: unknown) => {
          signal.throwIfAborted();
          if (transient.has(toGkgError(error).kind)) return undefined;
          throw error;
        });
        if (job !== undefined && job.error?.code !== 'shutting_down') return succeeded(job);
        await pause(backoffMs(attempt, retryPause), signal);
      }
    },
    async cancelJobs(namespaceIds, signal) {
      const url = `${indexerUrl}/api/v1/jobs`;
      const { jobs } = jobList.parse(await requestJson(url, { timeoutMs: talkTimeoutMs }, signal));
      for (const job of jobs.filter((one) => isOpen(one) && namespaceIds.has(one.namespace_id))) {
        // Answered when the job has really ended.
        const cancel = { method: 'DELETE', timeoutMs: cancelTimeoutMs } as const;
        await requestJson(`${url}/${encodeURIComponent(job.id)}`, cancel, signal);
      }
    },
  };
}

async function runJob(indexerUrl: string, request: IndexRequest, signal: AbortSignal): Promise<FinishedJob> {
  const talk = { timeoutMs: talkTimeoutMs };
  signal.throwIfAborted();
  // Not to be aborted: between the job's start and this answer nobody knows the id that could cancel it.
  const submitted = await requestJson(`${indexerUrl}/api/v1/index`, { body: request, ...talk });
  let job = jobStatus.parse(submitted);
  const url = `${indexerUrl}/api/v1/jobs/${encodeURIComponent(job.id)}`;
  try {
    for (let pollMs = firstPollMs; isOpen(job); pollMs = Math.min(pollMs * 1.5, pollMsMax)) {
      await pause(pollMs, signal);
      job = jobStatus.parse(await requestJson(url, talk, signal));
    }
    return job;
  } catch (error) {
    // Without the caller's signal: it is what aborted. A job that cannot be canceled has its own time limit.
    if (signal.aborted) await requestJson(url, { method: 'DELETE', ...talk }).catch(() => undefined);
    throw error;
  }
}

function isOpen({ state }: Pick<FinishedJob, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

function succeeded(job: FinishedJob): FinishedJob {
  if (job.state === 'succeeded') return job;
  const { error, code } = job.error ?? { error: 'The job was canceled.', code: 'job_canceled' };
  const kind = Object.hasOwn(errorPolicies, code) ? (code as ErrorKind) : 'job_failed';
  throw new GkgError(kind, error, { detail: { job: job.id } });
}

async function pause(timeMs: number, signal: AbortSignal): Promise<void> {
  await delay(timeMs, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

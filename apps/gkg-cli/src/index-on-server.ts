/**
 * Indexing through a running server: the directory is registered with the coordinator, whose node then
 * fetches, indexes and serves it. The indexer tells how far the job is; whether it is done is what the
 * coordinator says, because only then the new graph is served.
 */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorPolicies, GkgError, jobPhases, type ErrorKind, type IndexStatistics } from '@gkg/protocol';
import { createCoordinatorClient, newestJob, type JobView, type ProjectView } from './coordinator-client.ts';
import type { TokenConfig } from './coordinator-token.ts';
import type { ProgressDisplay } from './progress.ts';
import type { ServiceUrls } from './server-state.ts';

export interface ServerIndexRequest {
  readonly directory: string;
  readonly name: string | undefined;
  readonly urls: ServiceUrls;
  readonly progress: ProgressDisplay;
  readonly config: TokenConfig;
}

export interface IndexedProject {
  readonly project: ProjectView;
  /** Null when the indexer has forgotten the job already. */
  readonly statistics: IndexStatistics | null;
}

const pollMs = 100;

export async function indexOnServer(
  request: ServerIndexRequest,
  signal: AbortSignal,
): Promise<IndexedProject> {
  const { urls, directory, name, progress, config } = request;
  const client = createCoordinatorClient(urls.coordinator, config);
  const registered = await client.register(resolve(directory), name, signal);
  let project = registered;
  while (!isDone(project, registered)) {
    throwIfFailed(project, registered);
    await delay(pollMs, undefined, { signal });
    showProgress(await newestJob(urls.indexer, project.namespace_id, signal), progress);
    project = await client.project(project.id, signal);
  }
  const job = await newestJob(urls.indexer, project.namespace_id, signal);
  return { project, statistics: (job?.statistics ?? null) as IndexStatistics | null };
}

function isDone({ task }: ProjectView, registered: ProjectView): boolean {
  return task?.state === 'done' && task.id >= (registered.task?.id ?? 0);
}

/** The coordinator tries again by itself; a person who waits wants to know of the first failure. */
function throwIfFailed({ task, name }: ProjectView, registered: ProjectView): void {
  if (task === null || task.error === null) return;
  const before = registered.task;
  const isNew = task.id !== before?.id || task.retries_left < before.retries_left || task.state === 'failed';
  if (!isNew) return;
  const { error, code } = task.error;
  const kind = code !== null && Object.hasOwn(errorPolicies, code) ? (code as ErrorKind) : 'job_failed';
  throw new GkgError(kind, error, { detail: { project: name } });
}

function showProgress(job: JobView | undefined, display: ProgressDisplay): void {
  const phase = jobPhases.find((known) => known === job?.progress.phase);
  if (job === undefined || phase === undefined || phase === 'done') return;
  display.show({ phase, done: job.progress.done, total: job.progress.total });
}

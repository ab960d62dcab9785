import { randomBytes } from 'node:crypto';
import type { FetchSummary, FetchedSource, GitSource, SourceRequest } from '@gkg/git-source';
import { GkgError } from '@gkg/protocol';
import { failpoint, inSpan, noteFacts, originOfWork, sourcesDir } from '@gkg/runtime';
import type { IndexerClient } from './indexer-client.ts';
import type { KnownRepositories } from './known-repositories.ts';
import type { IndexTask, NodeTask } from './node-task.ts';
import type { WebserverClient } from './webserver-client.ts';

export interface TaskParts {
  readonly source: GitSource;
  readonly indexer: IndexerClient;
  readonly webserver: WebserverClient;
  readonly repositories: KnownRepositories;
  readonly dataDir: string;
  onFetched(fetched: FetchMeasure): void;
}

export interface FetchMeasure {
  readonly seconds: number;
  /** Undefined where the source says nothing of how it went. */
  readonly outcome: FetchSummary | 'failed' | undefined;
}

/** What a success reports beside the task's own payload; the coordinator shows it, Rails ignores it. */
export type TaskReport = Readonly<Record<string, unknown>>;

/** Does what the task says; resolves only when it is in effect, that is when the new graph is served. */
export async function performTask(
  parts: TaskParts,
  task: NodeTask,
  signal: AbortSignal,
): Promise<TaskReport> {
  if (task.kind === 'malformed') throw task.error;
  if (task.kind === 'index_graph') return indexGraph(parts, task, signal);
  await parts.webserver.drop(task.namespaceId, signal);
  await parts.repositories.forget(task.namespaceId);
  await parts.source.forget(task.namespaceId);
  return {};
}

async function indexGraph(parts: TaskParts, task: IndexTask, signal: AbortSignal): Promise<TaskReport> {
  const { GitalyConnectionInfo: repository, RepoId } = task.payload;
  if (repository === undefined) throw new GkgError('source_unavailable', 'The project has no repository.');
  // A name that no other attempt had: a job that outlived its task must not pass for the job of this one.
  const attempt = `${encodeURIComponent(task.id)}-${randomBytes(4).toString('hex')}`;
  const directory = sourcesDir(parts.dataDir, task.namespaceId, attempt);
  const previousCommit = await parts.webserver.servedCommit(task.namespaceId, signal);
  failpoint('fetch.before');
  const { namespaceId } = task;
  const fetched = await fetchSource(parts, { repository, directory, namespaceId }, signal);
  // Of a job that did not succeed nobody knows whether it still reads.
  let keep = false;
  try {
    failpoint('fetch.after');
    await parts.repositories.remember(task.namespaceId, RepoId, repository);
    const request = {
      namespace_id: task.namespaceId,
      project_id: RepoId,
      repo_dir: fetched.directory,
      root_name: fetched.name ?? `project_${RepoId}`,
      ...(repository.Path === '' ? {} : { project: repository.Path }),
      ...(fetched.commit === null ? {} : { commit: fetched.commit }),
      ...(previousCommit === null ? {} : { previous_commit: previousCommit }),
    };
    const job = await inSpan('index', {}, () => parts.indexer.index(request, signal));
    noteFacts({ job: job.id });
    keep = true;
    failpoint('fetch.release');
    return {
      commit: fetched.commit,
      bytes: job.statistics?.graph_bytes,
      job: job.id,
      finished_at: job.finished_at,
      fetch: fetched.summary,
    };
  } finally {
    await fetched.release({ keep });
  }
}

function fetchSource(parts: TaskParts, request: SourceRequest, signal: AbortSignal): Promise<FetchedSource> {
  return inSpan('fetch', {}, async () => {
    // The server that is asked logs under the same id.
    const correlationId = originOfWork()?.correlationId;
    const own = correlationId === undefined ? request : { ...request, correlationId };
    const fetched = await measured(parts, () => parts.source.fetch(own, signal));
    if (fetched.summary !== undefined) noteFacts({ fetch: fetched.summary.how });
    return fetched;
  });
}

async function measured(parts: TaskParts, fetch: () => Promise<FetchedSource>): Promise<FetchedSource> {
  const startedAt = performance.now();
  const told = (outcome: FetchMeasure['outcome']) =>
    parts.onFetched({ seconds: (performance.now() - startedAt) / 1000, outcome });
  try {
    const fetched = await fetch();
    told(fetched.summary);
    return fetched;
  } catch (error) {
    told('failed');
    throw error;
  }
}

import type { GitSource } from '@gkg/git-source';
import { GkgError, toGkgError } from '@gkg/protocol';
import { failpoint, requestJson, retry, sourcesDir } from '@gkg/runtime';
import type { IndexerClient } from './indexer-client.ts';
import type { DeleteTask, IndexTask, NodeTask } from './node-task.ts';

export interface TaskParts {
  readonly source: GitSource;
  readonly indexer: IndexerClient;
  readonly webserverUrl: string;
  readonly dataDir: string;
}

/** What a success reports beside the task's own payload; the coordinator shows it, Rails ignores it. */
export type TaskReport = Readonly<Record<string, unknown>>;

/** Does what the task says; resolves only when it is in effect, that is when the new graph is served. */
export function performTask(parts: TaskParts, task: NodeTask, signal: AbortSignal): Promise<TaskReport> {
  if (task.kind === 'index_graph') return indexGraph(parts, task, signal);
  if (task.kind === 'delete_graph') return deleteGraph(parts, task, signal);
  return Promise.reject(task.error);
}

async function indexGraph(parts: TaskParts, task: IndexTask, signal: AbortSignal): Promise<TaskReport> {
  const { GitalyConnectionInfo: repository, RepoId } = task.payload;
  if (repository === undefined) throw new GkgError('source_unavailable', 'The project has no repository.');
  const directory = sourcesDir(parts.dataDir, task.namespaceId, encodeURIComponent(task.id));
  failpoint('fetch.before');
  const fetched = await parts.source.fetch({ repository, directory }, signal);
  try {
    failpoint('fetch.after');
    const job = await parts.indexer.index(
      {
        namespace_id: task.namespaceId,
        project_id: RepoId,
        repo_dir: fetched.directory,
        ...(repository.Path === '' ? {} : { project: repository.Path }),
        ...(fetched.commit === null ? {} : { commit: fetched.commit }),
      },
      signal,
    );
    failpoint('fetch.release');
    return { commit: fetched.commit, job: job.id, finished_at: job.finished_at };
  } finally {
    await fetched.release();
  }
}

const deletion = { attemptsMax: 30, firstDelayMs: 200, delayMsMax: 10_000 };

async function deleteGraph(parts: TaskParts, task: DeleteTask, signal: AbortSignal): Promise<TaskReport> {
  const url = `${parts.webserverUrl}/api/v1/graph_db/${task.namespaceId}`;
  const remove = () => requestJson(url, { method: 'DELETE', timeoutMs: 60_000 }, signal);
  const isAway = (error: unknown) => toGkgError(error).kind === 'upstream_unavailable';
  await retry(remove, { ...deletion, retryIf: isAway }, signal).catch((error: unknown) => {
    // Deleted before: by an earlier delivery of this task, or it was never there.
    if (toGkgError(error).kind !== 'unknown_namespace') throw error;
  });
  return {};
}

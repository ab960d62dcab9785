import { GkgError, deleteGraphPayload, indexGraphPayload } from '@gkg/protocol';
import type { DeleteGraphPayload, IndexGraphPayload, RailsTask, TaskCallback } from '@gkg/protocol';
import type { z } from 'zod';
import type { KnownRepository } from './known-repositories.ts';

interface TaskBase {
  /** Rails' id as text; all that tells two deliveries of one task from two tasks. */
  readonly id: string;
  readonly namespaceId: number;
  readonly timeoutMs: number;
  /** Null for what the node does by itself. */
  readonly callback: TaskCallback | null;
}

export type IndexTask = TaskBase & {
  readonly kind: 'index_graph';
  readonly payload: Pick<IndexGraphPayload, 'GitalyConnectionInfo' | 'RepoId'>;
};
export type DeleteTask = TaskBase & { readonly kind: 'delete_graph' };
/** A task of ours in a form that is not understood: it fails at once, instead of coming back for ever. */
export type MalformedTask = TaskBase & { readonly kind: 'malformed'; readonly error: GkgError };
export type NodeTask = IndexTask | DeleteTask | MalformedTask;

/** Rails' own limit for an index task. */
const rebuildTimeoutMs = 5_400_000;
const timeoutMsMax = 24 * 3_600_000;
/** Rails gives deletions no limit. */
const deleteTimeoutMs = 300_000;

/** The tasks of a heartbeat that are for this service; tasks of code search are somebody else's. */
export function readTask(task: RailsTask): NodeTask | undefined {
  if (task.name === 'index_graph') {
    const read = indexGraphPayload.safeParse(task.payload);
    if (!read.success) return malformed(task, read.error);
    const timeoutMs = Math.min(read.data.Timeout, timeoutMsMax);
    return { kind: 'index_graph', payload: read.data, ...base(read.data), timeoutMs };
  }
  if (task.name === 'delete_graph') {
    const read = deleteGraphPayload.safeParse(task.payload);
    if (!read.success) return malformed(task, read.error);
    return { kind: 'delete_graph', ...base(read.data), timeoutMs: deleteTimeoutMs };
  }
  return undefined;
}

/** Work of the node's own: the graph is made anew from where its repository was fetched last. */
export function rebuildTask(known: KnownRepository): IndexTask {
  return {
    kind: 'index_graph',
    id: `rebuild-${known.namespaceId}`,
    namespaceId: known.namespaceId,
    timeoutMs: rebuildTimeoutMs,
    callback: null,
    payload: { GitalyConnectionInfo: known.repository, RepoId: known.projectId },
  };
}

function base(payload: DeleteGraphPayload) {
  return {
    id: String(payload.Callback.payload.task_id),
    namespaceId: payload.NamespaceId,
    callback: payload.Callback,
  };
}

function malformed(task: RailsTask, cause: z.ZodError): MalformedTask | undefined {
  const callback = deleteGraphPayload.shape.Callback.safeParse(task.payload['Callback']);
  if (!callback.success) return undefined;
  const fields = cause.issues.map((issue) => issue.path.join('.')).join(', ');
  const error = new GkgError('invalid_request', `The task's payload is not understood: ${fields}.`, {
    cause,
  });
  const id = String(callback.data.payload.task_id);
  return { kind: 'malformed', id, namespaceId: 0, timeoutMs: 1000, callback: callback.data, error };
}

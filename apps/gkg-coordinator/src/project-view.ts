import { waitReasons } from '@gkg/placement';
import { z } from 'zod';
import { inSyncWith } from './placement-view.ts';
import type { Project } from './projects.ts';
import { taskStates } from './schema.ts';

export const time = z.iso.datetime();

const projectTask = z.object({
  id: z.int(),
  state: z.enum(taskStates),
  retries_left: z.int(),
  perform_at: time,
  error: z.object({ error: z.string(), code: z.string().nullable() }).nullable(),
});

const replicaView = z.object({
  node_id: z.int(),
  node: z.string(),
  state: z.enum(['pending', 'ready', 'leaving']),
  primary: z.boolean(),
  in_sync: z.boolean().describe('It has what is wanted or, while no replica has that, what the primary has.'),
  relocating: z.boolean().describe('It will be replaced by one on another node.'),
  commit: z.string().nullable(),
});

const projectStates = ['waiting', 'indexing', 'ready', 'retrying', 'failed'] as const;

export const projectViewSchema = z.object({
  id: z.int(),
  name: z.string(),
  address: z.string(),
  namespace_id: z.int(),
  visibility: z.enum(['private', 'public']),
  node_id: z.int().nullable(),
  state: z
    .enum(projectStates)
    .describe(
      'waiting: no node yet. indexing: the first graph is being made. ready: a graph is served, whatever ' +
        'became of a later task. retrying, failed: there is no graph, and why is said in task.',
    ),
  commit: z.string().nullable().describe('Of the graph that is served.'),
  wanted_commit: z.string().nullable().describe('The newest that a push or a poll told of.'),
  stale_since: time.nullable().describe('Since when something newer is known than what is served.'),
  poll_seconds: z.int().nullable(),
  poll_error: z.string().nullable(),
  indexed_at: time.nullable(),
  created_at: time,
  task: projectTask.nullable(),
  replicas_wanted: z.int().nullable().describe('Null for as many as all have.'),
  waits_for: z
    .enum(waitReasons)
    .nullable()
    .describe(
      'Why a replica that is wanted is on no node yet. no_node: none that serves graphs and has none of it is ' +
        'online. no_space: all such are too full. busy: they have as many under way as they may.',
    ),
  replicas: z.array(replicaView).describe('The primary first; state, commit and task above are of it.'),
});

/** What people see of a project. */
export function projectView(project: Project) {
  return {
    id: project.id,
    name: project.name,
    address: project.address,
    namespace_id: project.namespace_id,
    visibility: project.visibility,
    node_id: project.node_id,
    state: projectState(project),
    commit: project.commit_id,
    wanted_commit: project.wanted_commit ?? project.commit_id,
    stale_since: isStale(project) ? project.wanted_at : null,
    poll_seconds: project.poll_seconds,
    poll_error: project.poll_error,
    indexed_at: project.indexed_at,
    created_at: project.created_at,
    task: taskView(project),
    replicas_wanted: project.replicas_wanted,
    waits_for: project.waits_for,
    replicas: replicaViews(project),
  };
}

function replicaViews({ wanted_commit, replicas }: Project) {
  const primary = replicas.find(({ is_primary }) => is_primary);
  const isInSync = inSyncWith(wanted_commit, replicas, primary);
  return replicas.map((replica) => ({
    node_id: replica.node_id,
    node: replica.node,
    state: replica.state === 'pending_deletion' ? ('leaving' as const) : replica.state,
    primary: replica.is_primary,
    in_sync: isInSync(replica),
    relocating: replica.is_relocating,
    commit: replica.commit_id,
  }));
}

function isStale({ wanted_commit, commit_id }: Project): boolean {
  return wanted_commit !== null && wanted_commit !== commit_id;
}

export function projectState(project: Project): (typeof projectStates)[number] {
  if (project.replica_state === null) return 'waiting';
  if (project.replica_state === 'ready') return 'ready';
  if (project.task_state === 'failed') return 'failed';
  return project.error === null ? 'indexing' : 'retrying';
}

function taskView(project: Project) {
  if (project.task_id === null) return null;
  return {
    id: project.task_id,
    state: project.task_state,
    retries_left: project.retries_left,
    perform_at: project.perform_at,
    error: project.error === null ? null : { error: project.error, code: project.error_code },
  };
}

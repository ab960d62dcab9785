import type { Project } from './projects.ts';

/**
 * What people see of a project. `state`: waiting (no node yet), indexing (the first graph is being made),
 * ready (a graph is served, whatever became of a later task), retrying, failed.
 */
export function projectView(project: Project) {
  return {
    id: project.id,
    name: project.name,
    address: project.address,
    namespace_id: project.namespace_id,
    node_id: project.node_id,
    state: projectState(project),
    commit: project.commit_id,
    indexed_at: project.indexed_at,
    created_at: project.created_at,
    task: taskView(project),
  };
}

function projectState(project: Project): 'waiting' | 'indexing' | 'ready' | 'retrying' | 'failed' {
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

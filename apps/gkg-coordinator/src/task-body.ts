import type { RailsTask } from '@gkg/protocol';

export interface IndexTarget {
  readonly id: number;
  readonly namespace_id: number;
  readonly project_id: number;
  readonly name: string;
  readonly address: string;
}

/** An index task in Rails' form, with our form of address (docs/decisions/005-local-task-address.md). */
export function indexGraphTask(target: IndexTarget, timeout: string): RailsTask {
  return {
    name: 'index_graph',
    payload: {
      GitalyConnectionInfo: { Address: target.address, Token: null, Storage: 'default', Path: target.name },
      NamespaceId: target.namespace_id,
      RepoId: target.project_id,
      Callback: callback('index_graph', target.id),
      Timeout: timeout,
    },
  };
}

export function deleteGraphTask(target: { id: number; namespace_id: number }): RailsTask {
  return {
    name: 'delete_graph',
    payload: { NamespaceId: target.namespace_id, Callback: callback('delete_graph', target.id) },
  };
}

function callback(name: string, taskId: number) {
  return { name, payload: { task_id: taskId, service_type: 'knowledge_graph' } };
}

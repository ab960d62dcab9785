import type { RailsTask, RepositoryAddress } from '@gkg/protocol';

export interface IndexTarget {
  readonly id: number;
  readonly namespace_id: number;
  readonly project_id: number;
  readonly name: string;
  readonly address: string;
  readonly gitaly_address: string | null;
  readonly gitaly_storage: string | null;
  readonly gitaly_path: string | null;
  readonly gitaly_token: string | null;
}

/**
 * An index task in Rails' form. Of what GitLab holds it has Gitaly's connection data, as Rails sends it; of all
 * else an address in our form (docs/decisions/005-local-task-address.md).
 */
export function indexGraphTask(target: IndexTarget, timeout: string): RailsTask {
  return {
    name: 'index_graph',
    payload: {
      GitalyConnectionInfo: connectionOf(target),
      NamespaceId: target.namespace_id,
      RepoId: target.project_id,
      Callback: callback('index_graph', target.id),
      Timeout: timeout,
    },
  };
}

function connectionOf(target: IndexTarget): RepositoryAddress {
  const { gitaly_address: address, gitaly_token: token } = target;
  if (address === null)
    return { Address: target.address, Token: null, Storage: 'default', Path: target.name };
  const { gitaly_storage: storage, gitaly_path: path } = target;
  return { Address: address, Token: token, Storage: storage ?? '', Path: path ?? '' };
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

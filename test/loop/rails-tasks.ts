/** Tasks in Rails' words, to the letter: the callback has to give its payload back verbatim. */
export interface RecordedTask {
  readonly name: string;
  readonly taskId: number | string;
  /** The task as it stands on the wire. */
  readonly text: string;
  /** Of that, the payload that the callback has to give back. */
  readonly callbackPayload: string;
}

/** `extra` is more of the callback's payload, as JSON text. */
export function indexTask(
  taskId: number,
  namespaceId: number,
  address: string,
  extra = '',
  connection: { readonly Token?: string; readonly Path?: string } = {},
): RecordedTask {
  const callbackPayload = `{"task_id":${taskId},"service_type":"knowledge_graph"${extra}}`;
  const gitaly = JSON.stringify({
    Address: address,
    Token: null,
    Storage: 'default',
    Path: '@hashed/9/x.git',
    ...connection,
  });
  const text =
    `{"name":"index_graph","payload":{"GitalyConnectionInfo":${gitaly},"NamespaceId":${namespaceId},` +
    `"RepoId":${namespaceId + 1},"Callback":{"name":"index_graph","payload":${callbackPayload}},"Timeout":"5400s"}}`;
  return { name: 'index_graph', taskId, text, callbackPayload };
}

export function deleteTask(taskId: number, namespaceId: number): RecordedTask {
  const callbackPayload = `{"task_id":${taskId},"service_type":"knowledge_graph"}`;
  const text =
    `{"name":"delete_graph","payload":{"NamespaceId":${namespaceId},` +
    `"Callback":{"name":"delete_graph","payload":${callbackPayload}}}}`;
  return { name: 'delete_graph', taskId, text, callbackPayload };
}

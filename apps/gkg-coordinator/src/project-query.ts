import { GkgError } from '@gkg/protocol';
import { noteFacts, requestJson, signedHeaders, type SharedSecret } from '@gkg/runtime';
import { isOnline, type NodeRules } from './nodes.ts';
import type { Project } from './projects.ts';
import type { CoordinatorDatabase } from './schema.ts';

export interface NodeClient {
  readonly secret: SharedSecret;
  /** Longer than the node's own limit, so that the node's error arrives instead of ours. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  readonly rules: NodeRules;
}

/** Who a node is told that it works for; it has a budget for each. */
export interface Caller {
  readonly user: string;
  /** A program that asks by itself. */
  readonly agent: string | null;
}

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface QueryContext {
  readonly caller: Caller;
  readonly correlationId: string;
}

/** Asks the node that holds the project's graph, and answers what it answers. */
export async function queryProject(
  db: CoordinatorDatabase,
  project: Project,
  call: ToolCall,
  client: NodeClient,
  { caller, correlationId }: QueryContext,
  signal?: AbortSignal,
): Promise<unknown> {
  noteFacts({ namespace_id: project.namespace_id });
  const url = `${await searchUrl(db, project, client)}/kg/api/v1/query`;
  const claims = { user_id: caller.user, ...(caller.agent === null ? {} : { agent: caller.agent }) };
  const token = await signedHeaders('rails_to_node', await client.secret.current(), claims);
  const body = { namespace_id: project.namespace_id, ...call };
  const headers = { ...token, 'x-request-id': correlationId };
  return requestJson(url, { body, headers, timeoutMs: client.timeoutMs }, signal);
}

async function searchUrl(
  db: CoordinatorDatabase,
  project: Project,
  { now, rules }: NodeClient,
): Promise<string> {
  if (project.node_id === null || project.replica_state !== 'ready') throw notIndexed(project);
  const node = await db
    .selectFrom('nodes')
    .select(['search_url', 'name', 'last_seen_at'])
    .where('id', '=', project.node_id)
    .executeTakeFirstOrThrow();
  if (isOnline(node, now(), rules)) return node.search_url.replace(/\/+$/, '');
  const message = `The node that holds ${project.name} has not been heard of since ${node.last_seen_at.toISOString()}.`;
  throw new GkgError('upstream_unavailable', message, { detail: { node: node.name } });
}

function notIndexed(project: Project): GkgError {
  const reason = project.error ?? 'its first index is not finished';
  return new GkgError('unknown_namespace', `${project.name} has no graph yet: ${reason}`, {
    detail: { project: project.name, code: project.error_code },
  });
}

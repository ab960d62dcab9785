import type { WaitReason } from '@gkg/placement';
import { GkgError, toGkgError, type ErrorKind } from '@gkg/protocol';
import { noteFacts, requestJson, signedHeaders, type Logger, type SharedSecret } from '@gkg/runtime';
import type { CoordinatorMetrics } from './coordinator-metrics.ts';
import type { NodeMemory } from './node-memory.ts';
import { isOnline, type NodeRules } from './nodes.ts';
import type { Project } from './projects.ts';
import { queryCandidates, type Candidate } from './query-candidates.ts';
import { repairReplica } from './repair-replica.ts';
import type { CoordinatorDatabase } from './schema.ts';

/*
 * A question goes to one node; when that cannot answer it, to the next that holds the project, within the same
 * request. Questions change nothing, so putting one twice is safe. The answer says which commit it is about.
 *
 * - What the asker did wrong, or what every node would answer alike, is answered as it is.
 * - Every node but the last has `attemptMs`; the last has as long as the only one would have.
 * - Who holds it is looked up before each attempt: while a node was waited for, replicas may have moved.
 * - A node that does not hold the graph it should, or holds an outdated or damaged one, indexes it again.
 * - An asker that goes away ends it; no other node is asked then.
 */

export interface NodeClient {
  readonly secret: SharedSecret;
  /** Longer than the node's own limit, so that the node's error arrives instead of ours. */
  readonly timeoutMs: number;
  /** How long a node is waited for while another one could be asked. */
  readonly attemptMs: number;
  readonly now: () => Date;
  readonly rules: NodeRules;
  readonly retriesMax: number;
  readonly memory: NodeMemory;
  readonly logger: Logger;
  readonly metrics: CoordinatorMetrics;
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

/** Nodes that one question is put to at most. */
const attemptsMax = 3;

/** The node is not what it should be; its answers are not to be relied on for some seconds. */
const nodeFailures: ReadonlySet<ErrorKind> = new Set([
  'upstream_unavailable',
  'timeout',
  'internal',
  'shutting_down',
  'not_ready',
  'lease_lost',
  'unauthorized',
]);
/** This graph on this node is not what it should be. */
const graphFailures: ReadonlySet<ErrorKind> = new Set([
  'unknown_namespace',
  'graph_invalid',
  'graph_outdated',
]);
/** Another node may be able to. */
const otherFailures: ReadonlySet<ErrorKind> = new Set([
  'overloaded',
  'queue_full',
  'engine_failed',
  'disk_full',
]);

/** Asks the nodes that hold the project's graph in turn, and answers what the first answers that can. */
export async function queryProject(
  db: CoordinatorDatabase,
  project: Project,
  call: ToolCall,
  client: NodeClient,
  context: QueryContext,
  signal?: AbortSignal,
): Promise<unknown> {
  const asked = new Set<number>();
  let first: GkgError | undefined;
  while (asked.size < attemptsMax) {
    const candidates = await queryCandidates(db, project, client.memory, client.now(), client.rules);
    const [node, ...others] = candidates.filter(({ replica_id }) => !asked.has(replica_id));
    if (node === undefined) break;
    asked.add(node.replica_id);
    const isLast = others.length === 0 || asked.size === attemptsMax;
    const timeoutMs = isLast ? client.timeoutMs : client.attemptMs;
    try {
      const answer = await askNode(node, call, { ...client, timeoutMs }, context, signal);
      client.memory.worked(node.node_id);
      if (asked.size > 1) client.metrics.failovers.inc({ outcome: 'answered' });
      return answer;
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = toGkgError(thrown);
      await noteFailure(db, node, error, client);
      first ??= explained(error, node, client);
    }
  }
  if (asked.size > 1) client.metrics.failovers.inc({ outcome: 'failed' });
  throw first ?? notIndexed(project);
}

async function askNode(
  node: Candidate,
  call: ToolCall,
  { secret, timeoutMs }: NodeClient,
  { caller, correlationId }: QueryContext,
  signal?: AbortSignal,
): Promise<unknown> {
  noteFacts({ namespace_id: node.namespace_id });
  const url = `${node.search_url.replace(/\/+$/, '')}/kg/api/v1/query`;
  const claims = { user_id: caller.user, ...(caller.agent === null ? {} : { agent: caller.agent }) };
  const token = await signedHeaders('rails_to_node', await secret.current(), claims);
  const body = { namespace_id: node.namespace_id, ...call };
  return requestJson(url, { body, headers: { ...token, 'x-request-id': correlationId }, timeoutMs }, signal);
}

/** Throws what is the asker's own business; what is the node's is remembered. */
async function noteFailure(
  db: CoordinatorDatabase,
  node: Candidate,
  error: GkgError,
  { memory, logger, metrics, now, retriesMax }: NodeClient,
): Promise<void> {
  const { kind: code } = error;
  const isGraphs = graphFailures.has(code);
  if (!isGraphs && !nodeFailures.has(code) && !otherFailures.has(code)) {
    memory.worked(node.node_id);
    throw error;
  }
  metrics.nodeFailures.inc({ code });
  logger.warn({ node_id: node.node_id, node: node.name, code }, 'node did not answer a query');
  if (nodeFailures.has(code)) memory.failed(node.node_id, code);
  if (!isGraphs) return;
  await repairReplica(db, node, now(), retriesMax).catch((failure: unknown) => {
    // The question may still be answered elsewhere; the node's inventory tells of the graph, too.
    logger.warn({ error: failure, node_id: node.node_id }, 'a graph is not indexed again for now');
  });
}

function explained(error: GkgError, node: Candidate, { now, rules }: NodeClient): GkgError {
  if (isOnline(node, now(), rules)) return error;
  const message = `The node ${node.name} that holds it has not been heard of since ${node.last_seen_at.toISOString()}.`;
  return new GkgError('upstream_unavailable', message, { detail: { node: node.name }, cause: error });
}

const waiting: Readonly<Record<WaitReason, string>> = {
  no_node: 'no node that serves graphs is online',
  no_space: 'no node has space for it',
  busy: 'it waits for its turn on a node',
};

function notIndexed(project: Project): GkgError {
  const waits = project.replica_id === null ? project.waits_for : null;
  const reason = project.error ?? (waits === null ? 'its first index is not finished' : waiting[waits]);
  return new GkgError('unknown_namespace', `${project.name} has no graph yet: ${reason}`, {
    detail: { project: project.name, code: project.error_code },
  });
}

import { standings } from '@gkg/placement';
import { z } from 'zod';
import { isOnline, type NodeRow, type NodeRules } from './nodes.ts';
import { standingOf } from './standing.ts';
import { time } from './project-view.ts';

export const nodeViewSchema = z.object({
  id: z.int(),
  uuid: z.string(),
  name: z.string(),
  url: z.string(),
  search_url: z.string(),
  online: z.boolean(),
  standing: z
    .enum(standings)
    .describe(
      'unwell: its heartbeats arrive, but its health check or queries fail. away: not heard of for a minute. ' +
        'missing: for so long that projects of which no other node has a replica get one. lost: not heard of for so long that its replicas are made elsewhere.',
    ),
  unwell_since: time.nullable(),
  unwell_reason: z.string().nullable(),
  drain: z
    .enum(['draining', 'drained'])
    .nullable()
    .describe('drained: no project has a replica there, and the node itself says that it holds no graph.'),
  services: z.array(z.string()),
  total_bytes: z.int(),
  used_bytes: z.int(),
  indexed_bytes: z.int(),
  reserved_bytes: z.int().describe('What replicas that are not indexed yet are reckoned to need.'),
  replicas: z.int(),
  primaries: z.int(),
  incoming: z.int().describe('Replicas on their way to it.'),
  relocating: z.int().describe('Replicas that will be replaced by ones on other nodes.'),
  graphs: z.int().nullable().describe('How many it said that it holds, when it was asked last.'),
  concurrency: z.int(),
  task_count: z.int(),
  version: z.string().nullable(),
  schema_version: z.int().nullable(),
  graph_schema_version: z.int().nullable(),
  process_health: z.unknown(),
  last_seen_at: time,
});

/** What people see of a node. */
export function nodeView(node: NodeRow, now: Date, rules: NodeRules): z.input<typeof nodeViewSchema> {
  return {
    ...said(node),
    ...held(node),
    online: isOnline(node, now, rules),
    standing: standingOf(node, now, rules),
    unwell_since: text(node.unwell_since),
    unwell_reason: node.unwell_reason,
    drain: node.is_draining ? (node.drained_at === null ? 'draining' : 'drained') : null,
    last_seen_at: node.last_seen_at.toISOString(),
  };
}

/** By its last heartbeat. */
function said(node: NodeRow) {
  return {
    id: node.id,
    uuid: node.uuid,
    name: node.name,
    url: node.index_url,
    search_url: node.search_url,
    services: node.services,
    total_bytes: node.total_bytes,
    used_bytes: node.used_bytes,
    indexed_bytes: node.indexed_bytes,
    concurrency: node.concurrency,
    task_count: node.task_count,
    version: node.version,
    schema_version: node.schema_version,
    graph_schema_version: node.graph_schema_version,
    process_health: node.process_health,
  };
}

/** By the books. */
function held(node: NodeRow) {
  return {
    reserved_bytes: node.reserved_bytes + node.fresh_bytes,
    replicas: node.replica_count,
    primaries: node.primary_count,
    incoming: node.incoming_count,
    relocating: node.relocating_count,
    graphs: node.graph_count,
  };
}

function text(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

import { GkgError, type HeartbeatRequest } from '@gkg/protocol';
import type { Selectable } from 'kysely';
import type { CoordinatorDatabase, CoordinatorTables } from './schema.ts';

export type NodeRow = Selectable<CoordinatorTables['nodes']>;

/** A node that was not heard of for this long gets no new project and no query. */
export const onlineMs = 60_000;
/** A node that was not heard of for this long is forgotten, and its projects move to others. */
export const lostMs = 12 * 3_600_000;

/** Notes a heartbeat; `isNew` when the uuid was unknown. */
export async function recordHeartbeat(
  db: CoordinatorDatabase,
  uuid: string,
  heartbeat: HeartbeatRequest,
  now: Date,
): Promise<{ node: NodeRow; isNew: boolean }> {
  const values = nodeValues(heartbeat, now);
  const updated = await db
    .updateTable('nodes')
    .set(values)
    .where('uuid', '=', uuid)
    .returningAll()
    .executeTakeFirst();
  if (updated !== undefined) return { node: updated, isNew: false };
  const node = await db
    .insertInto('nodes')
    .values({ uuid, created_at: now, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { node, isNew: true };
}

function nodeValues(heartbeat: HeartbeatRequest, now: Date) {
  return {
    name: heartbeat['node.name'],
    index_url: heartbeat['node.url'],
    search_url: heartbeat['node.search_url'] ?? heartbeat['node.url'],
    // Rails' default is a node that serves code search only.
    services: [...(heartbeat['node.services'] ?? ['zoekt'])],
    total_bytes: heartbeat['disk.all'],
    used_bytes: heartbeat['disk.used'],
    indexed_bytes: heartbeat['disk.indexed'] ?? 0,
    concurrency: heartbeat['node.concurrency'] ?? 0,
    task_count: heartbeat['node.task_count'] ?? 0,
    version: heartbeat['node.version'] ?? null,
    schema_version: heartbeat['node.knowledge_graph_schema_version'] ?? null,
    last_seen_at: now,
  };
}

export async function nodeByUuid(db: CoordinatorDatabase, uuid: string): Promise<NodeRow> {
  const node = await db.selectFrom('nodes').selectAll().where('uuid', '=', uuid).executeTakeFirst();
  if (node !== undefined) return node;
  throw new GkgError('unknown_node', 'No node of this uuid is registered.', { detail: { uuid } });
}

export async function listNodes(db: CoordinatorDatabase): Promise<NodeRow[]> {
  return db.selectFrom('nodes').selectAll().orderBy('id').execute();
}

export function isOnline(node: Pick<NodeRow, 'last_seen_at'>, now: Date): boolean {
  return node.last_seen_at.getTime() >= now.getTime() - onlineMs;
}

/** Share of the volume at which a node gets no more work that takes space; Rails' value for development. */
const criticalWatermark = 0.99;

export function isFull(node: Pick<NodeRow, 'used_bytes' | 'total_bytes'>): boolean {
  return node.total_bytes > 0 && node.used_bytes / node.total_bytes >= criticalWatermark;
}

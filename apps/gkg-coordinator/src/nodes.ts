import { GkgError, nodeServices } from '@gkg/protocol';
import type { Selectable } from 'kysely';
import type { HeartbeatParams } from './rails-params.ts';
import type { CoordinatorDatabase, CoordinatorTables } from './schema.ts';

export type NodeRow = Selectable<CoordinatorTables['nodes']>;

export interface NodeRules {
  /** A node that was not heard of for this long gets no new project and no query. */
  readonly onlineMs: number;
  /** What only nodes hold that were not heard of for this long is made elsewhere; 0 for not before they are lost. */
  readonly missingMs: number;
  /** A node that was not heard of for this long is forgotten, and its projects move to others; 0 for never. */
  readonly lostMs: number;
  /** A heartbeat that follows another sooner is answered by what it says, but not saved. */
  readonly saveMs: number;
  /** Used share of the volume at which a node gets no more work that takes space. */
  readonly criticalPercent: number;
}

export interface RecordedHeartbeat {
  readonly node: NodeRow;
  /** The uuid was unknown. */
  readonly isNew: boolean;
  /** It was not heard of for long. */
  readonly isBack: boolean;
}

/** Takes note of a heartbeat. */
export async function recordHeartbeat(
  db: CoordinatorDatabase,
  uuid: string,
  heartbeat: HeartbeatParams,
  now: Date,
  rules: Pick<NodeRules, 'saveMs' | 'onlineMs'>,
): Promise<RecordedHeartbeat> {
  const values = nodeValues(heartbeat);
  const known = await findNode(db, uuid);
  if (known !== undefined && known.last_seen_at.getTime() > now.getTime() - rules.saveMs) {
    return { node: { ...known, ...values }, isNew: false, isBack: false };
  }
  if (known === undefined) {
    const node = await db
      .insertInto('nodes')
      .values({ uuid, created_at: now, last_seen_at: now, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (node !== undefined) return { node, isNew: true, isBack: false };
  }
  const isBack = known !== undefined && !isOnline(known, now, rules);
  const node = await db
    .updateTable('nodes')
    .set({
      ...values,
      last_seen_at: now,
      fresh_bytes: 0,
      // What it has may not be what it had.
      ...(isBack ? { reconcile_at: now } : {}),
    })
    .where('uuid', '=', uuid)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { node, isNew: false, isBack };
}

function nodeValues(heartbeat: HeartbeatParams) {
  return {
    name: heartbeat['node.name'],
    index_url: httpUrl('node.url', heartbeat['node.url']),
    search_url: httpUrl('node.search_url', heartbeat['node.search_url'] ?? heartbeat['node.url']),
    services: knownServices(heartbeat['node.services']),
    total_bytes: heartbeat['disk.all'],
    used_bytes: heartbeat['disk.used'],
    indexed_bytes: heartbeat['disk.indexed'] ?? 0,
    concurrency: heartbeat['node.concurrency'] ?? 0,
    task_count: heartbeat['node.task_count'] ?? 0,
    version: heartbeat['node.version'] ?? null,
    schema_version: heartbeat['node.schema_version'] ?? null,
    graph_schema_version: heartbeat['node.knowledge_graph_schema_version'] ?? null,
    process_health: JSON.stringify(heartbeat.process_health ?? null),
  };
}

function httpUrl(field: string, given: string): string {
  if (URL.canParse(given) && /^https?:/.test(given)) return given;
  throw new GkgError('node_invalid', `${field} must be an http or https address.`, { detail: { field } });
}

/** Rails' default is a node that serves code search only. */
function knownServices(given: readonly string[] = ['zoekt']): string[] {
  const allowed: readonly string[] = nodeServices;
  if (given.length > 0 && given.every((service) => allowed.includes(service))) return [...new Set(given)];
  const message = `node.services must name at least one of ${allowed.join(', ')}, and nothing else.`;
  throw new GkgError('node_invalid', message, { detail: { field: 'node.services' } });
}

export async function nodeByUuid(db: CoordinatorDatabase, uuid: string): Promise<NodeRow> {
  const node = await findNode(db, uuid);
  if (node !== undefined) return node;
  throw new GkgError('unknown_node', 'No node of this uuid is registered.', { detail: { uuid } });
}

async function findNode(db: CoordinatorDatabase, uuid: string): Promise<NodeRow | undefined> {
  return db.selectFrom('nodes').selectAll().where('uuid', '=', uuid).executeTakeFirst();
}

export async function listNodes(db: CoordinatorDatabase): Promise<NodeRow[]> {
  return db.selectFrom('nodes').selectAll().orderBy('id').execute();
}

export async function nodeById(db: CoordinatorDatabase, id: number): Promise<NodeRow> {
  const node = await db.selectFrom('nodes').selectAll().where('id', '=', id).executeTakeFirst();
  if (node !== undefined) return node;
  throw new GkgError('not_found', `There is no node ${id}.`);
}

/** By id, or by name when the text is not a number; of several of one name the one that was heard of last. */
export async function nodeByReference(db: CoordinatorDatabase, reference: string): Promise<NodeRow> {
  if (/^\d{1,15}$/.test(reference)) return nodeById(db, Number(reference));
  const named = db.selectFrom('nodes').selectAll().where('name', '=', reference);
  const node = await named.orderBy('last_seen_at', 'desc').limit(1).executeTakeFirst();
  if (node !== undefined) return node;
  throw new GkgError('not_found', `There is no node ${reference}.`);
}

export function isOnline(
  node: Pick<NodeRow, 'last_seen_at'>,
  now: Date,
  rules: Pick<NodeRules, 'onlineMs'>,
): boolean {
  return node.last_seen_at.getTime() >= now.getTime() - rules.onlineMs;
}

export function isFull(node: Pick<NodeRow, 'used_bytes' | 'total_bytes'>, rules: NodeRules): boolean {
  return node.total_bytes > 0 && node.used_bytes / node.total_bytes >= rules.criticalPercent / 100;
}

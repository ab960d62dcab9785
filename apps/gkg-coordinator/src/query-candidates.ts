import { sql } from 'kysely';
import type { NodeMemory } from './node-memory.ts';
import { isOnline, type NodeRules } from './nodes.ts';
import { inSyncWith } from './placement-view.ts';
import type { CoordinatorDatabase } from './schema.ts';

/** A replica that can be asked, and the node that holds it. */
export interface Candidate {
  readonly replica_id: number;
  readonly node_id: number;
  readonly namespace_id: number;
  readonly name: string;
  readonly search_url: string;
  readonly last_seen_at: Date;
  readonly state: 'ready';
  readonly commit_id: string | null;
  readonly indexed_at: Date | null;
  readonly is_primary: boolean;
  readonly is_unwell: boolean;
}

/**
 * Who is asked about a project, in this order: the primary, replicas in sync with it, older ones, the newest of them
 * first. What is on a node that failed just now, does not answer its health check or is not heard of comes after
 * all others.
 */
export async function queryCandidates(
  db: CoordinatorDatabase,
  project: { readonly id: number; readonly wanted_commit: string | null },
  memory: NodeMemory,
  now: Date,
  rules: NodeRules,
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select replicas.id as replica_id, node_id, namespace_id, name, search_url, last_seen_at, state, commit_id,
      indexed_at, is_primary, unwell_since is not null as is_unwell
    from replicas join nodes on nodes.id = replicas.node_id
    where project_id = ${project.id} and state = 'ready'`.execute(db);
  const primary = rows.find(({ is_primary }) => is_primary);
  const isInSync = inSyncWith(project.wanted_commit, rows, primary);
  const rank = (one: Candidate) => [
    Number(!isOnline(one, now, rules)),
    Number(one.is_unwell || memory.isSuspect(one.node_id)),
    Number(!one.is_primary),
    Number(!isInSync(one)),
    -(one.indexed_at?.getTime() ?? 0),
  ];
  const ranked = rows.map((row) => ({ row, rank: rank(row) })).sort((a, b) => compare(a.rank, b.rank));
  return ranked.map(({ row }) => row);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : a[index]! - b[index]!;
}

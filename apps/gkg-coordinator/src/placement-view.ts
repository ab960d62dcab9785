import type { ProjectView, ReplicaView } from '@gkg/placement';
import { sql, type RawBuilder } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';

interface ViewRow {
  readonly id: number;
  readonly version: number;
  readonly replicas_wanted: number;
  readonly wanted_commit: string | null;
  readonly replicas: readonly ReplicaRow[];
}

interface ReplicaRow {
  readonly node_id: number;
  readonly state: 'pending' | 'ready' | 'pending_deletion';
  readonly commit_id: string | null;
  readonly bytes: number | null;
  readonly reserved_bytes: number;
  readonly is_primary: boolean;
  readonly is_relocating: boolean;
}

/** What a graph is reckoned with before the size of any replica is known; Rails' own value. */
export const reservedBytesDefault = 10 * 1024 ** 2;

/** What placement sees of projects: those that `chosen`, a query with the column `id`, names, in its order. */
export async function placementViews(
  db: CoordinatorDatabase,
  chosen: RawBuilder<unknown>,
  replicasDefault: number,
): Promise<ProjectView[]> {
  const { rows } = await sql<ViewRow>`
    with chosen as materialized (
      select id, row_number() over () as place from (${chosen}) as picked
    )
    select projects.id, projects.version, projects.wanted_commit,
      coalesce(projects.replicas_wanted, ${replicasDefault}::int) as replicas_wanted,
      coalesce(held.replicas, '[]') as replicas
    from chosen join projects on projects.id = chosen.id
      left join lateral (
        select json_agg(json_build_object('node_id', node_id, 'state', state, 'commit_id', commit_id,
          'bytes', bytes, 'reserved_bytes', reserved_bytes, 'is_primary', is_primary,
          'is_relocating', is_relocating) order by id) as replicas
        from replicas where replicas.project_id = projects.id
      ) as held on true
    order by chosen.place`.execute(db);
  return rows.map(viewOf);
}

function viewOf({ id, version, replicas_wanted, wanted_commit, replicas }: ViewRow): ProjectView {
  const primary = replicas.find(({ is_primary }) => is_primary);
  const isInSync = inSyncWith(wanted_commit, replicas, primary);
  return {
    id,
    version,
    replicasWanted: replicas_wanted,
    primaryNodeId: primary?.node_id ?? null,
    bytes: Math.max(0, ...replicas.map(({ bytes }) => bytes ?? 0)) || reservedBytesDefault,
    replicas: replicas.map((replica): ReplicaView => ({
      nodeId: replica.node_id,
      state: replica.state === 'pending_deletion' ? 'leaving' : replica.state,
      isInSync: isInSync(replica),
      isRelocating: replica.is_relocating,
      bytes: replica.bytes ?? replica.reserved_bytes,
    })),
  };
}

export interface SyncedReplica {
  readonly state: string;
  readonly commit_id: string | null;
}

/**
 * Who has the wanted commit is in sync; while nobody has it, who has what the primary has. So a commit that
 * cannot be indexed does not make all of them out of sync.
 */
export function inSyncWith(
  wanted: string | null,
  replicas: readonly SyncedReplica[],
  primary: SyncedReplica | undefined,
): (replica: SyncedReplica) => boolean {
  const ready = replicas.filter(({ state }) => state === 'ready');
  const isServed = wanted !== null && ready.some(({ commit_id }) => commit_id === wanted);
  if (!isServed && primary?.state !== 'ready') return () => false;
  const commit = isServed ? wanted : (primary?.commit_id ?? null);
  return ({ state, commit_id }) => state === 'ready' && commit_id === commit;
}

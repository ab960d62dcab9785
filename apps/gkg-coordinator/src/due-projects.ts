import { needs, type Need } from '@gkg/placement';
import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';

/** As `projects.need` has it: the earlier in the order of `needs`, the more urgent. */
export function needNumber(need: Need): number {
  return needs.indexOf(need);
}

/** Has the control loop look at a project; of what is due already, only for something more urgent. */
export async function markDue(
  db: CoordinatorDatabase,
  projectId: number,
  now: Date,
  need: Need = 'changed',
): Promise<void> {
  const number = needNumber(need);
  await sql`
    update projects set version = version + 1,
      need = least(need, ${number}), due_at = case when need <= ${number} then due_at else ${now} end
    where id = ${projectId}`.execute(db);
}

/** The same for what a node holds, before the node is forgotten or because it stands otherwise now. */
export async function markHeldDue(
  db: CoordinatorDatabase,
  nodeId: number,
  now: Date,
  need: Need,
  which: 'primaries' | 'all',
): Promise<void> {
  const number = needNumber(need);
  const condition = which === 'primaries' ? sql`and replicas.is_primary` : sql``;
  // In the order of their ids, as everybody locks several.
  await sql`
    with held as (
      select id from projects
      where id in (select project_id from replicas where node_id = ${nodeId} ${condition})
        and (need is null or need > ${number})
      order by id for no key update
    )
    update projects set need = ${number}, due_at = ${now}, version = version + 1
    from held where projects.id = held.id`.execute(db);
}

/**
 * After a replica was indexed: placement has a say unless the project has its primary, as many replicas as wanted,
 * and none that goes.
 */
export async function markDueUnlessAtRest(
  db: CoordinatorDatabase,
  projectId: number,
  now: Date,
  replicasDefault: number,
): Promise<void> {
  const { rows } = await sql`
    select from replicas join nodes on nodes.id = replicas.node_id
      join projects on projects.id = replicas.project_id
    where replicas.project_id = ${projectId}
    group by projects.id
    having count(*) = coalesce(projects.replicas_wanted, ${replicasDefault}::int)
      and bool_or(replicas.is_primary)
      and bool_and(replicas.state <> 'pending_deletion' and not replicas.is_relocating and not nodes.is_draining
        and nodes.noted_standing = 'serving')`.execute(db);
  if (rows.length === 0) await markDue(db, projectId, now);
}

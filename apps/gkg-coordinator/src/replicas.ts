import { sql, type RawBuilder } from 'kysely';

/** Of a project's replicas the one that people see: the primary, else one that is ready, else the oldest. */
export function shownReplica(projectId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select * from replicas as shown
    where shown.project_id = ${projectId} and shown.state <> 'pending_deletion'
    order by shown.is_primary desc, shown.state = 'ready' desc, shown.id limit 1`;
}

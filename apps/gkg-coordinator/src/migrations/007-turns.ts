import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Tasks of a node come in the order of their turns: seconds of `perform_at`, and ten minutes later for a copy, an index
 * of a replica that is not the primary while another one is. So a push is not kept waiting by the copies of what a
 * lost node held, and they by pushes for no more than that.
 */
export const turns: Migration = {
  async up(db) {
    await sql`
      alter table tasks add column is_copy boolean not null default false,
        add column turn double precision not null generated always as (
          extract(epoch from perform_at at time zone 'UTC')::double precision
            + case when is_copy then 600 else 0 end
        ) stored`.execute(db);
    await sql`drop index tasks_to_deliver`.execute(db);
    await sql`
      create index tasks_to_deliver on tasks (node_id, turn, id)
        where state in ('pending', 'processing')`.execute(db);
    await sql`drop index tasks_to_delete`.execute(db);
    await sql`
      create index tasks_to_delete on tasks (node_id, turn, id)
        where task_type = 'delete_graph' and state in ('pending', 'processing')`.execute(db);
  },
};

import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** All task states of Rails, claims that expire, and an index for each thing a heartbeat looks for. */
export const taskStatesAndClaims: Migration = {
  async up(db) {
    await sql`
      alter table nodes
        add column graph_schema_version integer,
        add column process_health jsonb`.execute(db);
    await sql`update nodes set graph_schema_version = schema_version, schema_version = null`.execute(db);

    await sql`alter table projects add column is_placed boolean not null default false`.execute(db);
    await sql`
      update projects set is_placed = exists (
        select from replicas where replicas.project_id = projects.id
      )`.execute(db);
    await sql`create index projects_to_place on projects (id) where not is_placed`.execute(db);

    await sql`
      alter table tasks
        drop constraint if exists tasks_state_check,
        drop constraint if exists tasks_check,
        add column claimed_until timestamptz,
        add constraint tasks_state check
          (state in ('pending', 'processing', 'done', 'orphaned', 'skipped', 'failed')),
        add constraint tasks_retries check (retries_left > 0 or state not in ('pending', 'processing'))`.execute(
      db,
    );
    await sql`
      update tasks set claimed_until = now() + interval '2.5 hours' where state = 'processing'`.execute(db);
    await sql`
      delete from tasks using tasks as older
        where tasks.state = 'pending' and older.state = 'pending' and older.id < tasks.id
          and older.replica_id = tasks.replica_id and older.task_type = tasks.task_type`.execute(db);
    await sql`
      create unique index tasks_pending_once on tasks (replica_id, task_type)
        where state = 'pending'`.execute(db);
    await sql`
      create index tasks_processing on tasks (node_id, namespace_id)
        where state = 'processing'`.execute(db);
    await sql`
      create index tasks_claimed on tasks (claimed_until) where state = 'processing'`.execute(db);
    await sql`
      create index tasks_to_delete on tasks (node_id, perform_at, id)
        where task_type = 'delete_graph' and state in ('pending', 'processing')`.execute(db);
    await sql`
      create index tasks_settled on tasks (updated_at)
        where state in ('done', 'orphaned', 'skipped', 'failed')`.execute(db);
  },
};

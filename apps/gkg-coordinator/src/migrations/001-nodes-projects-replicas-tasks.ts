import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const nodesProjectsReplicasTasks: Migration = {
  async up(db) {
    await sql`
      create table nodes (
        id bigint generated always as identity primary key,
        uuid text not null unique,
        name text not null,
        index_url text not null,
        search_url text not null,
        services text[] not null,
        total_bytes bigint not null,
        used_bytes bigint not null,
        indexed_bytes bigint not null,
        concurrency integer not null,
        task_count integer not null,
        version text,
        schema_version integer,
        created_at timestamptz not null,
        last_seen_at timestamptz not null
      )`.execute(db);
    await sql`
      create table projects (
        id bigint generated always as identity primary key,
        name text not null unique,
        address text not null unique,
        namespace_id bigint not null unique,
        created_at timestamptz not null
      )`.execute(db);
    await sql`
      create table replicas (
        id bigint generated always as identity primary key,
        project_id bigint references projects on delete set null,
        node_id bigint not null references nodes on delete cascade,
        namespace_id bigint not null,
        state text not null check (state in ('pending', 'ready', 'pending_deletion')),
        commit_id text,
        indexed_at timestamptz,
        unique (node_id, namespace_id)
      )`.execute(db);
    await sql`create index replicas_by_project on replicas (project_id)`.execute(db);
    await sql`
      create table tasks (
        id bigint generated always as identity primary key,
        node_id bigint not null references nodes on delete cascade,
        replica_id bigint references replicas on delete set null,
        namespace_id bigint not null,
        task_type text not null check (task_type in ('index_graph', 'delete_graph')),
        state text not null check (state in ('pending', 'processing', 'done', 'skipped', 'failed')),
        retries_left integer not null check (retries_left > 0 or state in ('failed', 'done', 'skipped')),
        perform_at timestamptz not null,
        error text,
        error_code text,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`.execute(db);
    await sql`
      create index tasks_to_deliver on tasks (node_id, perform_at, id)
        where state in ('pending', 'processing')`.execute(db);
    await sql`create index tasks_by_replica on tasks (replica_id, id)`.execute(db);
  },
};

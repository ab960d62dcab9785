import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const commitsHooksPolling: Migration = {
  async up(db) {
    await sql`
      alter table projects
        add column wanted_commit text,
        add column wanted_at timestamptz,
        add column default_branch text,
        add column poll_seconds integer check (poll_seconds >= 0),
        add column poll_at timestamptz,
        add column poll_failures integer not null default 0,
        add column poll_error text,
        add column gitaly_address text,
        add column gitaly_storage text,
        add column gitaly_path text,
        add column gitaly_token text`.execute(db);
    await sql`create index projects_to_poll on projects (poll_at) where poll_at is not null`.execute(db);
    await sql`alter table tasks add column commit_id text`.execute(db);
    await sql`
      create table hooks (
        id bigint generated always as identity primary key,
        public_id text not null unique,
        project_id bigint not null references projects on delete cascade,
        kind text not null check (kind in ('gitlab', 'github', 'plain')),
        secret text not null,
        created_at timestamptz not null,
        last_used_at timestamptz,
        last_outcome text
      )`.execute(db);
    await sql`create index hooks_by_project on hooks (project_id)`.execute(db);
  },
};

import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const usersTokensPermissions: Migration = {
  async up(db) {
    await sql`
      create table users (
        id bigint generated always as identity primary key,
        name text not null unique,
        is_admin boolean not null,
        is_blocked boolean not null,
        requests_per_minute integer check (requests_per_minute > 0),
        created_at timestamptz not null
      )`.execute(db);
    await sql`
      create table tokens (
        id bigint generated always as identity primary key,
        public_id text not null unique,
        secret_hash text not null,
        user_id bigint not null references users on delete cascade,
        project_id bigint references projects on delete cascade,
        name text not null,
        kind text not null check (kind in ('person', 'agent')),
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz
      )`.execute(db);
    await sql`create index tokens_by_user on tokens (user_id, id)`.execute(db);
    await sql`create index tokens_by_project on tokens (project_id)`.execute(db);
    await sql`
      create table permissions (
        user_id bigint not null references users on delete cascade,
        project_id bigint not null references projects on delete cascade,
        level text not null check (level in ('read', 'manage')),
        created_at timestamptz not null,
        primary key (user_id, project_id)
      )`.execute(db);
    await sql`create index permissions_by_project on permissions (project_id)`.execute(db);
    await sql`
      alter table projects add column visibility text not null default 'private'
        check (visibility in ('private', 'public'))`.execute(db);
    await sql`create index projects_public on projects (id) where visibility = 'public'`.execute(db);
  },
};

import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What a project's primary serves stands with the project, kept by the trigger that counts its version. So the few
 * projects that nobody serves, or not as new as is known, are found by an index, and counted without the others.
 */
export const servedCommits: Migration = {
  async up(db) {
    await sql`
      alter table projects
        add column has_primary boolean not null default false,
        add column served_commit text`.execute(db);
    await sql`
      update projects set has_primary = true, served_commit = replicas.commit_id
      from replicas where replicas.project_id = projects.id and replicas.is_primary`.execute(db);
    await sql`create index projects_not_served on projects (id) where not has_primary`.execute(db);
    await sql`
      create index projects_stale on projects (wanted_at)
        where wanted_commit is not null and wanted_commit is distinct from served_commit`.execute(db);
    await sql`
      create or replace function version_project() returns trigger language plpgsql as $$
      declare
        is_primary boolean := tg_op <> 'DELETE' and new.is_primary;
        was_primary boolean := tg_op <> 'INSERT' and old.is_primary;
      begin
        update projects set version = version + 1,
          has_primary = case when is_primary then true when was_primary then false else has_primary end,
          served_commit = case when is_primary then new.commit_id when was_primary then null else served_commit end
        where id = case when tg_op = 'DELETE' then old.project_id else new.project_id end;
        return null;
      end $$`.execute(db);
  },
};

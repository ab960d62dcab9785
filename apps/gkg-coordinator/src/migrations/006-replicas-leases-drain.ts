import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a replica counts towards each figure of its node. */
const figures = {
  replica_count: () => '1',
  primary_count: (row: string) => `${row}.is_primary::int`,
  incoming_count: (row: string) => `(${row}.state = 'pending' and not ${row}.has_failed)::int`,
  relocating_count: (row: string) => `${row}.is_relocating::int`,
  reserved_bytes: (row: string) =>
    `case when ${row}.state = 'pending' then coalesce(${row}.bytes, ${row}.reserved_bytes) else 0 end`,
  outgoing_bytes: (row: string) =>
    `case when ${row}.is_relocating or ${row}.state = 'pending_deletion' then coalesce(${row}.bytes, 0) else 0 end`,
};

function counting(sign: '+' | '-', row: 'new' | 'old'): string {
  const sets = Object.entries(figures).map(([name, of]) => `${name} = ${name} ${sign} ${of(row)}`);
  return `update nodes set ${sets.join(', ')} where id = ${row}.node_id`;
}

function recounting(): string {
  const sets = Object.entries(figures).map(([name, of]) => `${name} = ${name} + ${of('new')} - ${of('old')}`);
  return `update nodes set ${sets.join(', ')} where id = new.node_id`;
}

/**
 * Several replicas of a project. The figures of a node, and the version of a project, are kept by triggers, in the
 * transaction that changes a replica, so that nothing can make them drift.
 */
export const replicasLeasesDrain: Migration = {
  async up(db) {
    await addColumns(db);
    await addTables(db);
    await carryOver(db);
    await addTriggers(db);
  },
};

type Database = Parameters<Migration['up']>[0];

async function addColumns(db: Database): Promise<void> {
  await sql`
    alter table nodes
      add column is_draining boolean not null default false,
      add column drained_at timestamptz,
      add column unwell_since timestamptz,
      add column unwell_reason text,
      add column noted_standing text,
      add column noted_draining boolean,
      add column reconcile_at timestamptz not null default 'epoch',
      add column graph_count integer,
      add column replica_count integer not null default 0,
      add column primary_count integer not null default 0,
      add column incoming_count integer not null default 0,
      add column relocating_count integer not null default 0,
      add column reserved_bytes bigint not null default 0,
      add column outgoing_bytes bigint not null default 0,
      add column fresh_bytes bigint not null default 0`.execute(db);
  await sql`
    alter table projects
      add column replicas_wanted integer check (replicas_wanted between 1 and 100),
      add column version bigint not null default 0,
      add column need smallint default 1,
      add column due_at timestamptz not null default '-infinity',
      add column waits_for text`.execute(db);
  await sql`
    alter table replicas
      add column bytes bigint,
      add column reserved_bytes bigint not null default 10485760,
      add column is_primary boolean not null default false,
      add column is_relocating boolean not null default false,
      add column has_failed boolean not null default false`.execute(db);
}

async function addTables(db: Database): Promise<void> {
  await sql`
    create table leases (
      name text primary key,
      holder text not null,
      term bigint not null,
      until timestamptz not null
    )`.execute(db);
  await sql`create table noted_settings (name text primary key, value text not null)`.execute(db);
  await sql`create index projects_due on projects (need, due_at, id) where need is not null`.execute(db);
  await sql`create unique index replicas_primary on replicas (project_id) where is_primary`.execute(db);
  await sql`
    create index replicas_largest on replicas (node_id, (coalesce(bytes, reserved_bytes)) desc)
      where state = 'ready' and not is_relocating`.execute(db);
}

async function addTriggers(db: Database): Promise<void> {
  await sql`
    create function count_replica() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then ${sql.raw(counting('+', 'new'))};
      elsif tg_op = 'DELETE' then ${sql.raw(counting('-', 'old'))};
      else ${sql.raw(recounting())};
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger replicas_counted
      after insert or delete or update of state, bytes, reserved_bytes, is_primary, is_relocating, has_failed
      on replicas for each row execute function count_replica()`.execute(db);
  await sql`
    create function version_project() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then update projects set version = version + 1 where id = old.project_id;
      else update projects set version = version + 1 where id = new.project_id;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger replicas_versioned
      after insert or delete or update of project_id, state, bytes, commit_id, is_primary, is_relocating
      on replicas for each row execute function version_project()`.execute(db);
}

async function carryOver(db: Database): Promise<void> {
  await sql`
    update replicas set is_primary = true where id in (
      select min(id) from replicas where state = 'ready' and project_id is not null group by project_id
    )`.execute(db);
  await sql`update projects set need = null where is_placed`.execute(db);
  await sql`drop index projects_to_place`.execute(db);
  await sql`alter table projects drop column is_placed`.execute(db);
  const sums = Object.keys(figures).map((name) => `${name} = of.${name}`);
  const columns = Object.entries(figures).map(([name, of]) => `sum(${of('replicas')}) as ${name}`);
  await sql`
    update nodes set ${sql.raw(sums.join(', '))}
    from (select node_id, ${sql.raw(columns.join(', '))} from replicas group by node_id) as of
    where of.node_id = nodes.id`.execute(db);
}

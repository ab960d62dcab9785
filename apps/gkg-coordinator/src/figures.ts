import type { Standing } from '@gkg/placement';
import { sql } from 'kysely';
import type { CoordinatorMetrics } from './coordinator-metrics.ts';
import type { Coordinator } from './coordinator.ts';
import { listNodes, type NodeRules } from './nodes.ts';
import { standingOf } from './standing.ts';
import type { CoordinatorDatabase } from './schema.ts';

/** What the gauges show is counted from. */
export type Counted = Pick<Coordinator, 'db' | 'metrics' | 'now'> & {
  readonly rules: Pick<Coordinator['rules'], 'node'>;
};

/** Counts what the gauges show; each count takes as long as there are nodes, or as there is something left to do. */
export async function updateFigures({ db, metrics, now, rules }: Counted): Promise<void> {
  const time = now();
  await updateNodes(db, metrics, time, rules.node);
  await updateTasks(db, metrics, time);
  await updateProjects(db, metrics, time);
}

async function updateNodes(
  db: CoordinatorDatabase,
  metrics: CoordinatorMetrics,
  now: Date,
  rules: NodeRules,
): Promise<void> {
  const nodes = await listNodes(db);
  const standings = nodes.map((node) => standingOf(node, now, rules));
  const count = (...wanted: Standing[]) => standings.filter((one) => wanted.includes(one)).length;
  metrics.nodes.set({ state: 'online' }, count('serving'));
  metrics.nodes.set({ state: 'unwell' }, count('unwell'));
  metrics.nodes.set({ state: 'away' }, count('away', 'missing', 'lost'));
  const ages = nodes.map(({ last_seen_at: seen }) => now.getTime() - seen.getTime());
  metrics.heartbeatAge.set(Math.max(0, ...ages) / 1000);
}

async function updateTasks(db: CoordinatorDatabase, metrics: CoordinatorMetrics, now: Date): Promise<void> {
  const { rows } = await sql<{ state: string; count: number; since: Date }>`
    select state, count(*)::integer as count, min(created_at) as since from tasks
    where state in ('pending', 'processing') group by state`.execute(db);
  for (const state of ['pending', 'processing'] as const) {
    const row = rows.find((each) => each.state === state);
    metrics.tasks.set({ state }, row?.count ?? 0);
    metrics.oldestTask.set({ state }, secondsSince(row?.since ?? null, now));
  }
}

/** The projects that are served are counted as the primaries of their nodes. */
async function updateProjects(
  db: CoordinatorDatabase,
  metrics: CoordinatorMetrics,
  now: Date,
): Promise<void> {
  const { rows } = await sql<ProjectFigures>`
    select (served.count + others.count)::integer as all, others.unplaced, stale.count as stale, stale.since
    from (select coalesce(sum(primary_count), 0) as count from nodes) as served,
      (select count(*), (count(*) filter (
          where not exists (select from replicas where replicas.project_id = projects.id)
        ))::integer as unplaced
        from projects where not has_primary) as others,
      (select count(*)::integer, min(wanted_at) as since from projects
        where wanted_commit is not null and wanted_commit is distinct from served_commit) as stale`.execute(
    db,
  );
  const { since, ...projects } = rows[0]!;
  for (const which of ['all', 'unplaced', 'stale'] as const) metrics.projects.set({ which }, projects[which]);
  metrics.staleness.set(secondsSince(since, now));
}

interface ProjectFigures {
  readonly all: number;
  readonly unplaced: number;
  readonly stale: number;
  readonly since: Date | null;
}

function secondsSince(since: Date | null, now: Date): number {
  return since === null ? 0 : Math.max(0, now.getTime() - since.getTime()) / 1000;
}

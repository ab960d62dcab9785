import type { Standing } from '@gkg/placement';
import { sql } from 'kysely';
import type { Coordinator } from './coordinator.ts';
import { listNodes } from './nodes.ts';
import { standingOf } from './placement-store.ts';

/** Counts what the gauges show; each count is bounded by an index or by the number of projects. */
export async function updateFigures({ db, metrics, now, rules }: Coordinator): Promise<void> {
  const time = now();
  const nodes = await listNodes(db);
  const standings = nodes.map((node) => standingOf(node, time, rules.node));
  const count = (...wanted: Standing[]) => standings.filter((one) => wanted.includes(one)).length;
  metrics.nodes.set({ state: 'online' }, count('serving'));
  metrics.nodes.set({ state: 'unwell' }, count('unwell'));
  metrics.nodes.set({ state: 'away' }, count('away', 'lost'));
  const ages = nodes.map(({ last_seen_at: seen }) => time.getTime() - seen.getTime());
  metrics.heartbeatAge.set(Math.max(0, ...ages) / 1000);
  const { rows: tasks } = await sql<{ state: string; count: number; since: Date }>`
    select state, count(*)::integer as count, min(created_at) as since from tasks
    where state in ('pending', 'processing') group by state`.execute(db);
  for (const state of ['pending', 'processing'] as const) {
    const row = tasks.find((each) => each.state === state);
    metrics.tasks.set({ state }, row?.count ?? 0);
    metrics.oldestTask.set({ state }, secondsSince(row?.since ?? null, time));
  }
  const { rows } = await sql<ProjectFigures>`
    select count(*)::integer as all, (count(*) filter (
        where not exists (select from replicas where replicas.project_id = projects.id)
      ))::integer as unplaced,
      (count(*) filter (where ${isStale}))::integer as stale,
      min(wanted_at) filter (where ${isStale}) as stale_since
    from projects left join replicas on replicas.project_id = projects.id and replicas.is_primary`.execute(
    db,
  );
  const { stale_since: staleSince, ...projects } = rows[0]!;
  for (const which of ['all', 'unplaced', 'stale'] as const) metrics.projects.set({ which }, projects[which]);
  metrics.staleness.set(secondsSince(staleSince, time));
}

interface ProjectFigures {
  readonly all: number;
  readonly unplaced: number;
  readonly stale: number;
  readonly stale_since: Date | null;
}

const isStale = sql<boolean>`wanted_commit is not null and wanted_commit is distinct from replicas.commit_id`;

function secondsSince(since: Date | null, now: Date): number {
  return since === null ? 0 : Math.max(0, now.getTime() - since.getTime()) / 1000;
}

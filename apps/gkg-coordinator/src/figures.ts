import { sql } from 'kysely';
import type { Coordinator } from './coordinator.ts';
import { isOnline, listNodes } from './nodes.ts';

/** Counts what the gauges show; each count is bounded by an index or by the number of projects. */
export async function updateFigures({ db, metrics, now, rules }: Coordinator): Promise<void> {
  const time = now();
  const nodes = await listNodes(db);
  const online = nodes.filter((node) => isOnline(node, time, rules.node)).length;
  metrics.nodes.set({ state: 'online' }, online);
  metrics.nodes.set({ state: 'away' }, nodes.length - online);
  const { rows: tasks } = await sql<{ state: string; count: number }>`
    select state, count(*)::integer as count from tasks
    where state in ('pending', 'processing') group by state`.execute(db);
  for (const state of ['pending', 'processing']) {
    metrics.tasks.set({ state }, tasks.find((row) => row.state === state)?.count ?? 0);
  }
  const { rows } = await sql<{ all: number; unplaced: number; stale: number }>`
    select count(*)::integer as all, (count(*) filter (where not is_placed))::integer as unplaced,
      (count(*) filter (
        where wanted_commit is not null and wanted_commit is distinct from replicas.commit_id
      ))::integer as stale
    from projects left join replicas on replicas.project_id = projects.id`.execute(db);
  for (const [which, count] of Object.entries(rows[0]!)) metrics.projects.set({ which }, count);
}

import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';

export interface History {
  readonly nodes: number;
  readonly projects: number;
  /** Settled, spread over all projects. */
  readonly doneTasks: number;
  /** Of how many projects a task waits. */
  readonly pendingTasks: number;
}

/** Nodes `node-1` … that have served their projects for long: as many rows as a large installation has. */
export async function fillHistory(db: CoordinatorDatabase, history: History, now: Date): Promise<void> {
  const { nodes, projects, doneTasks, pendingTasks } = history;
  await sql`
    insert into nodes (uuid, name, index_url, search_url, services, total_bytes, used_bytes, indexed_bytes,
      concurrency, task_count, created_at, last_seen_at)
    select 'node-' || n, 'node-' || n, 'http://127.0.0.1:1', 'http://127.0.0.1:1', '{knowledge_graph}',
      1000000000000, 100, 50, 8, 0, ${now}, ${now}
    from generate_series(1, ${nodes}::int) as n`.execute(db);
  await sql`
    insert into projects (name, address, namespace_id, need, created_at)
    select 'app-' || n, 'https://git.example/app-' || n, 2147483648 + n, null, ${now}
    from generate_series(1, ${projects}::int) as n`.execute(db);
  await sql`
    insert into replicas (project_id, node_id, namespace_id, state, commit_id, indexed_at, bytes, is_primary)
    select projects.id, 1 + projects.id % ${nodes}::int, namespace_id, 'ready', repeat('a', 40), ${now}, 1000000 + projects.id, true
    from projects`.execute(db);
  const task = (state: string, retries: number, count: number) => sql`
    insert into tasks (node_id, replica_id, namespace_id, task_type, state, retries_left, perform_at,
      created_at, updated_at)
    select node_id, replicas.id, namespace_id, 'index_graph', ${sql.lit(state)}, ${sql.lit(retries)},
      ${now}::timestamptz - n * interval '1 second', ${now}, ${now}::timestamptz - n * interval '1 second'
    from generate_series(1, ${count}::int) as n
      join replicas on replicas.id = 1 + n % ${projects}::int`;
  await task('done', 3, doneTasks).execute(db);
  await task('pending', 3, pendingTasks).execute(db);
  await sql`analyze`.execute(db);
}

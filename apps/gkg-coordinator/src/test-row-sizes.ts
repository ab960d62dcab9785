import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';

export const sizedTables = ['nodes', 'projects', 'replicas', 'tasks'] as const;

/** Bytes of a row with its share of the indexes, of tables that hold enough rows to tell. */
export async function measureRows(
  db: CoordinatorDatabase,
): Promise<Record<(typeof sizedTables)[number], number>> {
  const sizes = { nodes: 0, projects: 0, replicas: 0, tasks: 0 };
  for (const table of sizedTables) {
    const { rows } = await sql<{ bytes: number }>`
      select pg_total_relation_size(${table}::regclass)::float8 / greatest(1, count(*)) as bytes
      from ${sql.table(table)}`.execute(db);
    sizes[table] = rows[0]!.bytes;
  }
  return sizes;
}

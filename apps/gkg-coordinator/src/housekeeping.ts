import { lostMs } from './nodes.ts';
import type { CoordinatorDatabase } from './schema.ts';

const keptMs = 7 * 24 * 3_600_000;

/**
 * Forgets nodes that are lost (their replicas and tasks go with them, and the projects are placed again at
 * the next heartbeat of another node) and tasks that were settled a week ago.
 */
export async function sweep(db: CoordinatorDatabase, now: Date): Promise<{ nodes: number; tasks: number }> {
  const lost = await db
    .deleteFrom('nodes')
    .where('last_seen_at', '<', new Date(now.getTime() - lostMs))
    .executeTakeFirst();
  const settled = await db
    .deleteFrom('tasks')
    .where('state', 'in', ['done', 'skipped', 'failed'])
    .where('updated_at', '<', new Date(now.getTime() - keptMs))
    .executeTakeFirst();
  return { nodes: Number(lost.numDeletedRows), tasks: Number(settled.numDeletedRows) };
}

import type { CoordinatorDatabase } from './schema.ts';

/** Since when a node does not work, though it is heard of; placement makes other replicas primary. */
export async function markUnwell(
  db: CoordinatorDatabase,
  nodeId: number,
  reason: string,
  now: Date,
): Promise<boolean> {
  const marked = await db
    .updateTable('nodes')
    .set({ unwell_since: now, unwell_reason: reason })
    .where('id', '=', nodeId)
    .where('unwell_since', 'is', null)
    .executeTakeFirst();
  return marked.numUpdatedRows > 0n;
}

export async function markWell(db: CoordinatorDatabase, nodeId: number): Promise<void> {
  await db
    .updateTable('nodes')
    .set({ unwell_since: null, unwell_reason: null })
    .where('id', '=', nodeId)
    .execute();
}

import type { CoordinatorDatabase } from './schema.ts';

/** Runs `work` in the transaction that is open, or else in one of its own. */
export async function inTransaction<Result>(
  db: CoordinatorDatabase,
  work: (transaction: CoordinatorDatabase) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

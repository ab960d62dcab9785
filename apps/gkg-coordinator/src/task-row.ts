import type { Selectable } from 'kysely';
import type { CoordinatorDatabase, CoordinatorTables, TaskState } from './schema.ts';

export type TaskRow = Selectable<CoordinatorTables['tasks']>;
export type Settlement = TaskState | 'unknown' | 'unchanged';

/** Moves a task on; whatever becomes of it, nobody has a claim on it any more. */
export async function updateTask(
  db: CoordinatorDatabase,
  task: TaskRow,
  values: Partial<Pick<TaskRow, 'state' | 'retries_left' | 'perform_at' | 'error' | 'error_code'>>,
  now: Date,
): Promise<void> {
  await db
    .updateTable('tasks')
    .set({ ...values, claimed_until: null, updated_at: now })
    .where('id', '=', task.id)
    .execute();
}

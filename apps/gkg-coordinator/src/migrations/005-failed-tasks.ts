import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who looks for the few that failed need not go through all that did not. */
export const failedTasks: Migration = {
  async up(db) {
    await sql`create index tasks_failed on tasks (id) where state = 'failed'`.execute(db);
  },
};

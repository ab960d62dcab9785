import { sql } from 'kysely';
import { needNumber } from './due-projects.ts';
import type { CoordinatorDatabase } from './schema.ts';

const name = 'replicas';

/**
 * Has placement look at all projects when the number of replicas that all have is another than it was when a
 * coordinator began to schedule last: the only look at everything that there is.
 */
export async function noteReplicasDefault(
  db: CoordinatorDatabase,
  replicasDefault: number,
  now: Date,
): Promise<void> {
  const value = String(replicasDefault);
  await db.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      insert into noted_settings (name, value) values (${name}, ${value})
      on conflict (name) do update set value = excluded.value where noted_settings.value <> excluded.value
      returning name`.execute(transaction);
    if (rows.length === 0) return;
    await sql`
      with others as (
        select id from projects where replicas_wanted is null and need is null
        order by id for no key update
      )
      update projects set need = ${needNumber('changed')}, due_at = ${now}, version = version + 1
      from others where projects.id = others.id`.execute(transaction);
  });
}

import { randomUUID } from 'node:crypto';
import { GkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';

/*
 * Of several coordinators on one database one schedules: the holder of the row `scheduler`, until its time is over by
 * the database's clock. The holder prolongs it with every tick. Whoever finds it over takes it, with a new term.
 *
 * Being the holder is checked once more inside each transaction that changes placement (`fence`), under a lock
 * that keeps others from taking the lease before that transaction ends. So a holder that stood still cannot
 * carry out what it had planned, however late it wakes up.
 */

const name = 'scheduler';

export interface SchedulerLease {
  readonly holder: string;
  /** Takes or prolongs it; answers its term, or null while another one holds it. */
  hold(): Promise<number | null>;
  /** Throws `lease_lost` unless it is held now; it then is until the transaction ends. */
  fence(transaction: CoordinatorDatabase): Promise<void>;
  /** Lets another one take it at once. */
  release(): Promise<void>;
}

export function createSchedulerLease(db: CoordinatorDatabase, leaseMs: number): SchedulerLease {
  const holder = randomUUID();
  return {
    holder,
    async hold() {
      const { rows } = await sql<{ term: number }>`
        insert into leases (name, holder, term, until)
        values (${name}, ${holder}, 1, ${untilOf(leaseMs)})
        on conflict (name) do update set holder = excluded.holder, until = excluded.until,
          term = leases.term + (leases.holder <> excluded.holder)::int
        where leases.holder = excluded.holder or leases.until <= clock_timestamp()
        returning term`.execute(db);
      return rows[0]?.term ?? null;
    },
    async fence(transaction) {
      const { rows } = await sql`
        select from leases where name = ${name} and holder = ${holder} and until > clock_timestamp()
        for share`.execute(transaction);
      if (rows.length === 0) throw new GkgError('lease_lost', 'Another coordinator schedules now.');
    },
    async release() {
      await sql`
        update leases set until = clock_timestamp() where name = ${name} and holder = ${holder}`.execute(db);
    },
  };
}

function untilOf(leaseMs: number) {
  return sql`clock_timestamp() + ${leaseMs}::bigint * interval '1 millisecond'`;
}

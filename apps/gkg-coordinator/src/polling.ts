import { setMaxListeners } from 'node:events';
import type { RemoteHead } from '@gkg/git-source';
import { toGkgError } from '@gkg/protocol';
import { sql } from 'kysely';
import type { Coordinator } from './coordinator.ts';
import { notePush } from './pushes.ts';
import { shownReplica } from './replicas.ts';
import type { CoordinatorDatabase } from './schema.ts';

/*
 * Remote repositories are asked now and then which commit they are at, for those that tell nobody of a push:
 *
 * - due: `poll_at` has come. A tick takes as many as may run at the same time, and moves their time by twice
 *   the longest poll, so that no other coordinator takes them and one that dies with them loses nothing.
 * - a commit that was not heard of before is noted like a push. One that was is not: a project that failed at
 *   it stays failed until something changes.
 * - afterwards the time is one interval later, less or more by a tenth, so that projects which were registered
 *   together do not stay together; after failures up to 32 intervals.
 *
 * Directories are not polled, nor addresses that name a commit, nor what lies in GitLab's storage: GitLab tells.
 */

export interface PollRules {
  /** Of a project of which nothing else is said; 0 for never. */
  readonly intervalMs: number;
  readonly tickMs: number;
  readonly concurrencyMax: number;
  readonly timeoutMs: number;
  readonly findHead: (address: string, signal: AbortSignal) => Promise<RemoteHead>;
}

interface DueProject {
  readonly id: number;
  readonly address: string;
  readonly poll_seconds: number | null;
  readonly poll_failures: number;
  readonly wanted_commit: string | null;
  readonly served: string | null;
  readonly last_task_state: string | null;
}

const jitter = 0.1;
const backoffMax = 5;
const isPollable = sql<boolean>`gitaly_address is null
  and address ~ '^(https?|ssh|git|git\\+file)://' and address !~ '#[0-9a-f]{40,64}$'`;

/** Gives those their first time that have none: at random within an interval, so that not all come at once. */
export async function arrangePolls(
  db: CoordinatorDatabase,
  intervalMs: number,
  now: Date,
  projectId?: number,
): Promise<void> {
  const which = projectId === undefined ? sql`poll_at is null` : sql`id = ${projectId}`;
  const ms = sql`coalesce(poll_seconds * 1000, ${intervalMs}::bigint)`;
  await sql`
    update projects set poll_at = case when ${ms} > 0
      then ${now}::timestamptz + random() * ${ms} * interval '1 millisecond' end
    where ${which} and ${isPollable}`.execute(db);
}

/** Polls until it is stopped; stopping waits for the polls that run, which are aborted. */
export function startPolling(coordinator: Coordinator, rules: PollRules): () => Promise<void> {
  const stopping = new AbortController();
  setMaxListeners(rules.concurrencyMax + 10, stopping.signal);
  const running = new Set<Promise<void>>();
  let ticking = Promise.resolve();
  const tick = async () => {
    const free = rules.concurrencyMax - running.size;
    if (free <= 0 || stopping.signal.aborted) return;
    for (const project of await takeDue(coordinator, rules, free)) {
      const poll = pollProject(coordinator, rules, project, stopping.signal).finally(() =>
        running.delete(poll),
      );
      running.add(poll);
    }
  };
  const timer = setInterval(() => {
    ticking = ticking.then(tick).catch((error: unknown) => {
      coordinator.logger.error({ error }, 'projects to poll cannot be looked for');
    });
  }, rules.tickMs).unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await ticking;
    await Promise.all(running);
  };
}

async function takeDue({ db, now }: Coordinator, rules: PollRules, limit: number): Promise<DueProject[]> {
  const time = now();
  const { rows } = await sql<DueProject>`
    with due as (
      select id from projects where poll_at <= ${time} order by poll_at limit ${limit} for update skip locked
    ), taken as (
      update projects set poll_at = ${new Date(time.getTime() + 2 * rules.timeoutMs)}
      from due where projects.id = due.id
      returning projects.*
    )
    select taken.id, address, poll_seconds, poll_failures, wanted_commit, replicas.commit_id as served, (
      select state from tasks
      where tasks.replica_id = replicas.id and task_type = 'index_graph' order by tasks.id desc limit 1
    ) as last_task_state
    from taken left join lateral (${shownReplica(sql`taken.id`)}) as replicas on true`.execute(db);
  return rows;
}

async function pollProject(
  coordinator: Coordinator,
  rules: PollRules,
  project: DueProject,
  stopping: AbortSignal,
): Promise<void> {
  const { db, now, logger, metrics } = coordinator;
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(rules.timeoutMs)]);
    const head = await rules.findHead(project.address, signal);
    const hasMoved = isNews(project, head.commit);
    metrics.polls.inc({ outcome: hasMoved ? 'moved' : 'unmoved' });
    if (hasMoved) {
      const push = { commit: head.commit, defaultBranch: head.branch };
      const outcome = await notePush(db, project.id, push, now(), coordinator.rules);
      logger.info({ project_id: project.id, outcome }, 'poll found a commit');
    }
    await planNext(coordinator, rules, project, null);
  } catch (thrown) {
    if (stopping.aborted) return;
    const error = toGkgError(thrown);
    metrics.polls.inc({ outcome: 'failed' });
    logger.warn({ project_id: project.id, code: error.kind }, 'poll failed');
    await planNext(coordinator, rules, project, error.message).catch((failure: unknown) => {
      logger.error({ error: failure, project_id: project.id }, 'poll cannot be planned');
    });
  }
}

/** Also what was told of already, when it was indexed with success and yet something else is served. */
function isNews({ wanted_commit, served, last_task_state }: DueProject, commit: string): boolean {
  return wanted_commit !== commit || (served !== commit && last_task_state === 'done');
}

async function planNext(
  { db, now }: Coordinator,
  rules: PollRules,
  project: DueProject,
  error: string | null,
): Promise<void> {
  const failures = error === null ? 0 : project.poll_failures + 1;
  const intervalMs = project.poll_seconds === null ? rules.intervalMs : project.poll_seconds * 1000;
  const factor = 2 ** Math.min(failures, backoffMax) * (1 - jitter + 2 * jitter * Math.random());
  const next = intervalMs === 0 ? null : new Date(now().getTime() + intervalMs * factor);
  await db
    .updateTable('projects')
    .set({ poll_at: next, poll_failures: failures, poll_error: error })
    .where('id', '=', project.id)
    .execute();
}

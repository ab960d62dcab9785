import { sql } from 'kysely';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

/*
 * What happens when a project is said to be at a commit, by a webhook or by polling:
 *
 * - it becomes the commit that is wanted, since when is noted; what is served is compared with it;
 * - unchanged: it is what is served, and nothing is under way that could replace it;
 * - collapsed: a task that waits will fetch it, or one that runs was delivered when it was wanted already;
 * - scheduled: a task is added. While one runs for an older commit that is the one further task, which all later
 *   pushes collapse into until it is delivered.
 *
 * That is so for each replica by itself: all of them are indexed again, the primary before the others.
 *
 * A task fetches what its branch is at then, which may be newer. What it reports becomes what is wanted, unless
 * a push came since its delivery, or another replica has what was (`noteServed`).
 */

export type PushOutcome = 'unchanged' | 'collapsed' | 'scheduled';

export interface Push {
  /** Null when the caller does not know; then it is indexed whatever is served. */
  readonly commit: string | null;
  /** `refs/heads/…`, when it was said. */
  readonly defaultBranch?: string | null | undefined;
}

interface ReplicaStanding {
  readonly id: number;
  readonly node_id: number;
  readonly namespace_id: number;
  readonly served: string | null;
  readonly is_ready: boolean;
  readonly is_waiting: boolean;
  readonly is_running: boolean;
  readonly running_commit: string | null;
}

/** Two pushes of one project at once take their turns. */
export async function notePush(
  db: CoordinatorDatabase,
  projectId: number,
  push: Push,
  now: Date,
  { task: { retriesMax } }: PushRules,
): Promise<PushOutcome> {
  return db.transaction().execute(async (transaction) => {
    await noteWanted(transaction, projectId, push, now);
    return indexReplicas(transaction, projectId, push.commit, now, retriesMax);
  });
}

export interface PushRules {
  readonly task: { readonly retriesMax: number };
}

/**
 * Has every replica indexed that needs it, the primary first. Of several outcomes the one that means most work is
 * told. A project without a replica waits for a node, and is indexed when it gets one.
 */
async function indexReplicas(
  db: CoordinatorDatabase,
  projectId: number,
  commit: string | null,
  now: Date,
  retriesMax: number,
): Promise<PushOutcome> {
  const standings = await replicaStandings(db, projectId);
  const outcomes = new Set<PushOutcome>();
  for (const standing of standings) {
    const outcome = outcomeOf(standing, commit);
    outcomes.add(outcome);
    if (outcome === 'scheduled') await scheduleTask(db, standing, 'index_graph', now, retriesMax);
  }
  if (outcomes.has('scheduled')) return 'scheduled';
  return outcomes.has('collapsed') || standings.length === 0 ? 'collapsed' : 'unchanged';
}

async function noteWanted(db: CoordinatorDatabase, id: number, push: Push, now: Date): Promise<void> {
  const { commit, defaultBranch } = push;
  await sql`
    update projects set version = version + 1,
      wanted_at = case when ${commit}::text is null or wanted_commit = ${commit} then wanted_at else ${now} end,
      wanted_commit = coalesce(${commit}, wanted_commit),
      default_branch = coalesce(${defaultBranch ?? null}, default_branch)
    where id = ${id}`.execute(db);
}

async function replicaStandings(db: CoordinatorDatabase, projectId: number): Promise<ReplicaStanding[]> {
  const { rows } = await sql<ReplicaStanding>`
    select replicas.id, replicas.node_id, replicas.namespace_id, replicas.commit_id as served,
      replicas.state = 'ready' as is_ready,
      exists (
        select from tasks where replica_id = replicas.id and task_type = 'index_graph' and state = 'pending'
          and error is null
      ) as is_waiting,
      running.id is not null as is_running, running.commit_id as running_commit
    from replicas
      left join lateral (
        select id, commit_id from tasks
        where replica_id = replicas.id and task_type = 'index_graph' and state = 'processing'
        order by id desc limit 1
      ) as running on true
    where replicas.project_id = ${projectId} and replicas.state <> 'pending_deletion'
    order by replicas.is_primary desc, replicas.id`.execute(db);
  return rows;
}

function outcomeOf(standing: ReplicaStanding, commit: string | null): PushOutcome {
  if (standing.is_waiting) return 'collapsed';
  if (commit === null) return 'scheduled';
  if (standing.is_running) return standing.running_commit === commit ? 'collapsed' : 'scheduled';
  return standing.is_ready && standing.served === commit ? 'unchanged' : 'scheduled';
}

interface ServedTask {
  readonly replica_id: number | null;
  readonly commit_id: string | null;
}

/**
 * After a task made `served` what is served instead of `before`. Answers whether the node saw an older state of
 * the branch than we were told of, so that it should look again.
 */
export async function noteServed(
  db: CoordinatorDatabase,
  task: ServedTask,
  served: string | null,
  before: string | null,
  now: Date,
  retriesMax: number,
): Promise<'current' | 'behind'> {
  if (served === null || task.replica_id === null) return 'current';
  const { rows } = await sql<{ id: number; wanted_commit: string | null }>`
    select projects.id, projects.wanted_commit
    from projects join replicas on replicas.project_id = projects.id
    where replicas.id = ${task.replica_id}
    for update of projects`.execute(db);
  const [project] = rows;
  if (project === undefined || project.wanted_commit === null) return 'current';
  const { wanted_commit: wanted } = project;
  // What was wanted since the delivery has a task of its own.
  if (wanted === served || wanted !== task.commit_id) return 'current';
  if (served === before || (await isServed(db, project.id, wanted))) return 'behind';
  await db.updateTable('projects').set({ wanted_commit: served }).where('id', '=', project.id).execute();
  await indexReplicas(db, project.id, served, now, retriesMax);
  return 'current';
}

async function isServed(db: CoordinatorDatabase, projectId: number, commit: string): Promise<boolean> {
  const replica = db.selectFrom('replicas').select('id').where('project_id', '=', projectId);
  const ready = replica.where('state', '=', 'ready').where('commit_id', '=', commit);
  return (await ready.executeTakeFirst()) !== undefined;
}

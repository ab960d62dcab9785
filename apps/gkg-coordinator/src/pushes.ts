import { sql } from 'kysely';
import { placeProject, type PlacementRules } from './placement.ts';
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
 * A task fetches what its branch is at then, which may be newer. What it reports becomes what is wanted, unless
 * a push came since its delivery (`noteServed`).
 */

export type PushOutcome = 'unchanged' | 'collapsed' | 'scheduled';

export interface Push {
  /** Null when the caller does not know; then it is indexed whatever is served. */
  readonly commit: string | null;
  /** `refs/heads/…`, when it was said. */
  readonly defaultBranch?: string | null | undefined;
}

interface Standing {
  readonly replica_id: number | null;
  readonly node_id: number | null;
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
  rules: PlacementRules,
): Promise<PushOutcome> {
  return db.transaction().execute(async (transaction) => {
    await noteWanted(transaction, projectId, push, now);
    const standing = await standingOf(transaction, projectId);
    if (standing.replica_id === null || standing.node_id === null) {
      // It waits for a node, and is indexed when it gets one.
      await placeProject(transaction, projectId, now, rules);
      return 'collapsed';
    }
    const outcome = outcomeOf(standing, push.commit);
    if (outcome === 'scheduled') {
      const { replica_id: id, node_id, namespace_id } = standing;
      await scheduleTask(
        transaction,
        { id, node_id, namespace_id },
        'index_graph',
        now,
        rules.task.retriesMax,
      );
    }
    return outcome;
  });
}

async function noteWanted(db: CoordinatorDatabase, id: number, push: Push, now: Date): Promise<void> {
  const { commit, defaultBranch } = push;
  await sql`
    update projects set
      wanted_at = case when ${commit}::text is null or wanted_commit = ${commit} then wanted_at else ${now} end,
      wanted_commit = coalesce(${commit}, wanted_commit),
      default_branch = coalesce(${defaultBranch ?? null}, default_branch)
    where id = ${id}`.execute(db);
}

async function standingOf(db: CoordinatorDatabase, projectId: number): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select replicas.id as replica_id, replicas.node_id, projects.namespace_id, replicas.commit_id as served,
      coalesce(replicas.state = 'ready', false) as is_ready,
      exists (
        select from tasks where replica_id = replicas.id and task_type = 'index_graph' and state = 'pending'
          and error is null
      ) as is_waiting,
      running.id is not null as is_running, running.commit_id as running_commit
    from projects
      left join replicas on replicas.project_id = projects.id
      left join lateral (
        select id, commit_id from tasks
        where replica_id = replicas.id and task_type = 'index_graph' and state = 'processing'
        order by id desc limit 1
      ) as running on true
    where projects.id = ${projectId}
    limit 1`.execute(db);
  return rows[0]!;
}

function outcomeOf(standing: Standing, commit: string | null): PushOutcome {
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
  if (served === before) return 'behind';
  await db.updateTable('projects').set({ wanted_commit: served }).where('id', '=', project.id).execute();
  return 'current';
}

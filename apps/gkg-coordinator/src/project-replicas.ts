/** What is asked of all replicas of a project together. */
import { leaveReplica } from './placement-moves.ts';
import { projectById, type Project } from './projects.ts';
import type { PushRules } from './pushes.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

/** Asks for a fresh index of each replica; a project that has no node yet is indexed as soon as it gets one. */
export async function scheduleIndex(
  db: CoordinatorDatabase,
  project: Project,
  now: Date,
  { task: { retriesMax } }: PushRules,
): Promise<Project> {
  for (const replica of await lockReplicas(db, project.id)) {
    if (replica.state === 'pending_deletion') continue;
    await scheduleTask(db, replica, 'index_graph', now, retriesMax);
  }
  return projectById(db, project.id);
}

/** Forgets a project at once; its graphs are deleted by a task on each node that holds one. */
export async function removeProject(
  db: CoordinatorDatabase,
  project: Project,
  now: Date,
  { task: { retriesMax } }: PushRules,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const replica of await lockReplicas(transaction, project.id)) {
      await leaveReplica(transaction, replica, { now, retriesMax });
    }
    await transaction.deleteFrom('projects').where('id', '=', project.id).execute();
  });
}

/** In the order of their nodes, the project first, as everybody locks them. */
async function lockReplicas(db: CoordinatorDatabase, projectId: number) {
  await db.selectFrom('projects').select('id').where('id', '=', projectId).forUpdate().execute();
  return db
    .selectFrom('replicas')
    .select(['id', 'node_id', 'namespace_id', 'state'])
    .where('project_id', '=', projectId)
    .orderBy('node_id')
    .execute();
}

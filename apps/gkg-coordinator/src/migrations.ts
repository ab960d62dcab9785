import { GkgError } from '@gkg/protocol';
import { Migrator, type Migration } from 'kysely/migration';
import { nodesProjectsReplicasTasks } from './migrations/001-nodes-projects-replicas-tasks.ts';
import { taskStatesAndClaims } from './migrations/002-task-states-and-claims.ts';
import { usersTokensPermissions } from './migrations/003-users-tokens-permissions.ts';
import { commitsHooksPolling } from './migrations/004-commits-hooks-polling.ts';
import { failedTasks } from './migrations/005-failed-tasks.ts';
import { replicasLeasesDrain } from './migrations/006-replicas-leases-drain.ts';
import { turns } from './migrations/007-turns.ts';
import { servedCommits } from './migrations/008-served-commits.ts';
import type { CoordinatorDatabase } from './schema.ts';

/** Applied in the order of their names, each once; one that was released is never edited. */
const migrations: Record<string, Migration> = {
  '001-nodes-projects-replicas-tasks': nodesProjectsReplicasTasks,
  '002-task-states-and-claims': taskStatesAndClaims,
  '003-users-tokens-permissions': usersTokensPermissions,
  '004-commits-hooks-polling': commitsHooksPolling,
  '005-failed-tasks': failedTasks,
  '006-replicas-leases-drain': replicasLeasesDrain,
  '007-turns': turns,
  '008-served-commits': servedCommits,
};

/** Brings the database to the newest schema, or the named one; a failing migration leaves it as it was. */
export async function migrate(db: CoordinatorDatabase, target?: keyof typeof migrations): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await (target === undefined ? migrator.migrateToLatest() : migrator.migrateTo(target));
  if (error instanceof GkgError) throw error;
  if (error !== undefined) {
    throw new GkgError('internal', "The coordinator's database cannot be migrated.", { cause: error });
  }
}

import type { Move, ProjectPlan } from '@gkg/placement';
import { sql } from 'kysely';
import { needNumber } from './due-projects.ts';
import { reservedBytesDefault } from './placement-view.ts';
import type { CoordinatorDatabase } from './schema.ts';
import { scheduleTask } from './tasks.ts';

export interface MoveTime {
  readonly now: Date;
  /** How much later a project is looked at again for which there was no room. */
  readonly retryMs: number;
  /** Attempts of the tasks that moves begin. */
  readonly retriesMax: number;
}

/**
 * Carries out what is planned for one project, in the transaction that is open; false when the project is not
 * what was planned for any more. Everybody locks the project first, then nodes in the order of their ids.
 */
export async function carryOut(db: CoordinatorDatabase, plan: ProjectPlan, time: MoveTime): Promise<boolean> {
  const project = await db
    .selectFrom('projects')
    .select(['id', 'namespace_id'])
    .where('id', '=', plan.projectId)
    .where('version', '=', plan.version)
    .forUpdate()
    .executeTakeFirst();
  if (project === undefined) return false;
  await lockNodes(db, plan.projectId, plan.moves);
  for (const move of plan.moves) await makeMove(db, move, project.namespace_id, time);
  await planNext(db, [plan], time);
  return true;
}

async function lockNodes(db: CoordinatorDatabase, projectId: number, moves: readonly Move[]): Promise<void> {
  await sql`
    select from nodes
    where id in (select node_id from replicas where project_id = ${projectId})
      or id = any(${moves.map(({ nodeId }) => nodeId)}::bigint[])
    order by id for no key update`.execute(db);
}

/** What becomes of projects once their plans are carried out; also of those whose plan has no move. */
export async function planNext(
  db: CoordinatorDatabase,
  plans: readonly ProjectPlan[],
  { now, retryMs }: MoveTime,
): Promise<number> {
  const later = new Date(now.getTime() + retryMs);
  const rows = plans.map(({ projectId, version, moves, next }) => ({
    id: projectId,
    // Moves have changed it since.
    version: moves.length > 0 ? null : version,
    need: next === null ? null : needNumber(next.need),
    due_at: next?.need === 'no_room' ? later : now,
    waits_for: next?.waitsFor ?? null,
  }));
  const { numAffectedRows } = await sql`
    update projects set need = plan.need, due_at = plan.due_at, waits_for = plan.waits_for
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as plan(id bigint, version bigint, need smallint, due_at timestamptz, waits_for text)
    where projects.id = plan.id and (plan.version is null or projects.version = plan.version)`.execute(db);
  return Number(numAffectedRows ?? 0);
}

async function makeMove(
  db: CoordinatorDatabase,
  { kind, projectId, nodeId }: Move,
  namespaceId: number,
  time: MoveTime,
): Promise<void> {
  if (kind === 'add') return addReplica(db, projectId, nodeId, namespaceId, time);
  if (kind === 'promote') return promote(db, projectId, nodeId);
  if (kind === 'remove') return removeReplica(db, projectId, nodeId, time);
  await db
    .updateTable('replicas')
    .set({ is_relocating: kind === 'relocate' })
    .where('project_id', '=', projectId)
    .where('node_id', '=', nodeId)
    .execute();
}

/**
 * The node may still hold the graph of a project that was removed and is registered again: its replica is taken
 * over, and a deletion that has not begun is called off.
 */
async function addReplica(
  db: CoordinatorDatabase,
  project_id: number,
  node_id: number,
  namespace_id: number,
  { now, retriesMax }: MoveTime,
): Promise<void> {
  const known = await sql<{ bytes: number | null }>`
    select max(bytes) as bytes from replicas where project_id = ${project_id}`.execute(db);
  const fresh = {
    project_id,
    state: 'pending',
    commit_id: null,
    indexed_at: null,
    bytes: null,
    reserved_bytes: known.rows[0]?.bytes ?? reservedBytesDefault,
    is_primary: false,
    is_relocating: false,
    has_failed: false,
  } as const;
  const replica = await db
    .insertInto('replicas')
    .values({ node_id, namespace_id, ...fresh })
    .onConflict((conflict) => conflict.columns(['node_id', 'namespace_id']).doUpdateSet(fresh))
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('tasks')
    .set({ state: 'skipped', updated_at: now })
    .where('node_id', '=', node_id)
    .where('namespace_id', '=', namespace_id)
    .where('task_type', '=', 'delete_graph')
    .where('state', '=', 'pending')
    .execute();
  await scheduleTask(db, { id: replica.id, node_id, namespace_id }, 'index_graph', now, retriesMax);
}

async function promote(db: CoordinatorDatabase, projectId: number, nodeId: number): Promise<void> {
  const replicas = () => db.updateTable('replicas').where('project_id', '=', projectId);
  await replicas().set({ is_primary: false }).where('is_primary', '=', true).execute();
  const promoted = await replicas()
    .set({ is_primary: true })
    .where('node_id', '=', nodeId)
    .where('state', '=', 'ready')
    .returning('id')
    .executeTakeFirst();
  if (promoted === undefined) return;
  const waiting = db.updateTable('tasks').set({ is_copy: false }).where('state', '=', 'pending');
  await waiting.where('replica_id', '=', promoted.id).execute();
}

/** Nobody carries out a deletion on a node that is lost; should it come back, it is compared with what is known. */
async function removeReplica(
  db: CoordinatorDatabase,
  projectId: number,
  nodeId: number,
  time: MoveTime,
): Promise<void> {
  const replica = await db
    .selectFrom('replicas')
    .innerJoin('nodes', 'nodes.id', 'replicas.node_id')
    .select(['replicas.id', 'replicas.node_id', 'replicas.namespace_id', 'noted_standing'])
    .where('project_id', '=', projectId)
    .where('node_id', '=', nodeId)
    .executeTakeFirst();
  if (replica === undefined) return;
  await leaveReplica(db, replica, time);
  if (replica.noted_standing !== 'lost') return;
  await db.deleteFrom('replicas').where('id', '=', replica.id).execute();
}

export interface LeavingReplica {
  readonly id: number;
  readonly node_id: number;
  readonly namespace_id: number;
}

/** What is to be indexed there is called off, and the graph's deletion is ordered. */
export async function leaveReplica(
  db: CoordinatorDatabase,
  replica: LeavingReplica,
  { now, retriesMax }: Pick<MoveTime, 'now' | 'retriesMax'>,
): Promise<void> {
  await db
    .updateTable('replicas')
    .set({ state: 'pending_deletion', is_primary: false })
    .where('id', '=', replica.id)
    .execute();
  await db
    .updateTable('tasks')
    .set({ state: 'orphaned', claimed_until: null, updated_at: now })
    .where('replica_id', '=', replica.id)
    .where('state', 'in', ['pending', 'processing'])
    .execute();
  await scheduleTask(db, replica, 'delete_graph', now, retriesMax);
}

import type { InstrumentsOf, MetricCatalogue, Metrics } from '@gkg/runtime';
import { moveReasons } from '@gkg/placement';
import { errorPolicies, type ErrorKind } from '@gkg/protocol';
import { taskStates } from './schema.ts';

const failureKinds = Object.keys(errorPolicies) as ErrorKind[];

/** Every metric of the coordinator. */
export const coordinatorMetrics = {
  heartbeats: {
    type: 'counter',
    name: 'gkg_coordinator_heartbeats_total',
    help: 'Heartbeats that were answered, of nodes that were known and of new ones.',
    labels: { node: ['known', 'new'] },
  },
  tasksDelivered: {
    type: 'counter',
    name: 'gkg_coordinator_tasks_delivered_total',
    help: 'Tasks in answers to heartbeats; one that is not settled is delivered again.',
  },
  tasksSettled: {
    type: 'counter',
    name: 'gkg_coordinator_tasks_settled_total',
    help: 'What callbacks, and nodes that were silent for too long, did to tasks; pending: will be tried again.',
    labels: { outcome: [...taskStates, 'unknown', 'unchanged'] },
  },
  hooks: {
    type: 'counter',
    name: 'gkg_coordinator_hooks_total',
    help: 'Messages of hooks: scheduled, collapsed, unchanged, ignored.',
    labels: { outcome: ['scheduled', 'collapsed', 'unchanged', 'ignored'] },
  },
  polls: {
    type: 'counter',
    name: 'gkg_coordinator_polls_total',
    help: 'Polls of remote repositories: moved, unmoved, failed.',
    labels: { outcome: ['moved', 'unmoved', 'failed'] },
  },
  refusals: {
    type: 'counter',
    name: 'gkg_coordinator_refusals_total',
    help: 'Requests of people and programs that were refused: unauthorized, forbidden, rate_limited, unknown_project.',
    labels: { code: ['unauthorized', 'forbidden', 'rate_limited', 'unknown_project'] },
  },
  moves: {
    type: 'counter',
    name: 'gkg_coordinator_moves_total',
    help: 'Moves of placement (add, promote, remove, relocate, stay), by their reason.',
    labels: { kind: ['add', 'promote', 'remove', 'relocate', 'stay'], reason: moveReasons },
  },
  failovers: {
    type: 'counter',
    name: 'gkg_coordinator_failovers_total',
    help: 'Queries that the first node did not answer, by whether another one did: answered, failed.',
    labels: { outcome: ['answered', 'failed'] },
  },
  nodeFailures: {
    type: 'counter',
    name: 'gkg_coordinator_node_failures_total',
    help: 'Questions that a node could not answer though it should have, by error kind.',
    labels: { code: failureKinds },
  },
  healthChecks: {
    type: 'counter',
    name: 'gkg_coordinator_health_checks_total',
    help: 'Health checks of nodes by the coordinator that schedules: passed, failed.',
    labels: { outcome: ['passed', 'failed'] },
  },
  reconciled: {
    type: 'counter',
    name: 'gkg_coordinator_reconciled_graphs_total',
    help: 'Graphs of nodes that were not what the books say: missing, other_commit, unknown.',
    labels: { found: ['missing', 'other_commit', 'unknown'] },
  },
  nodes: {
    type: 'gauge',
    name: 'gkg_coordinator_nodes',
    help: 'Nodes that are registered: online; unwell, whose heartbeats arrive, but that do not answer; away.',
    labels: { state: ['online', 'unwell', 'away'] },
  },
  schedules: {
    type: 'gauge',
    name: 'gkg_coordinator_schedules',
    help: 'Whether this coordinator is the one of several that schedules: 1 or 0.',
  },
  heartbeatAge: {
    type: 'gauge',
    name: 'gkg_coordinator_heartbeat_age_seconds',
    help: 'Time since the registered node that has been silent longest was heard of.',
  },
  tasks: {
    type: 'gauge',
    name: 'gkg_coordinator_tasks',
    help: 'Tasks that wait (pending) and that nodes have (processing).',
    labels: { state: ['pending', 'processing'] },
  },
  oldestTask: {
    type: 'gauge',
    name: 'gkg_coordinator_oldest_task_age_seconds',
    help: 'Time since the oldest of them was made; 0 where there is none.',
    labels: { state: ['pending', 'processing'] },
  },
  projects: {
    type: 'gauge',
    name: 'gkg_coordinator_projects',
    help: 'Projects: all, those that no node holds (unplaced), those with a newer commit than is served (stale).',
    labels: { which: ['all', 'unplaced', 'stale'] },
  },
  staleness: {
    type: 'gauge',
    name: 'gkg_coordinator_staleness_seconds',
    help: 'For how long a newer commit is known of the project that has waited longest for it; 0 where none waits.',
  },
} as const satisfies MetricCatalogue;

export type CoordinatorMetrics = InstrumentsOf<typeof coordinatorMetrics>;

export function createCoordinatorMetrics(metrics: Metrics): CoordinatorMetrics {
  return metrics.register(coordinatorMetrics);
}

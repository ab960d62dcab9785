import type { Metrics } from '@gkg/runtime';

/** Every metric of the coordinator. */
const catalogue = {
  heartbeats: {
    name: 'gkg_coordinator_heartbeats_total',
    help: 'Heartbeats that were answered, of nodes that were known and of new ones.',
    labels: ['node'],
  },
  tasksDelivered: {
    name: 'gkg_coordinator_tasks_delivered_total',
    help: 'Tasks in answers to heartbeats; one that is not settled is delivered again.',
  },
  tasksSettled: {
    name: 'gkg_coordinator_tasks_settled_total',
    help: 'What callbacks, and nodes that were silent for too long, did to tasks; pending: will be tried again.',
    labels: ['outcome'],
  },
  hooks: {
    name: 'gkg_coordinator_hooks_total',
    help: 'Messages of hooks: scheduled, collapsed, unchanged, ignored.',
    labels: ['outcome'],
  },
  polls: {
    name: 'gkg_coordinator_polls_total',
    help: 'Polls of remote repositories: moved, unmoved, failed.',
    labels: ['outcome'],
  },
  refusals: {
    name: 'gkg_coordinator_refusals_total',
    help: 'Requests of people and programs that were refused: unauthorized, forbidden, rate_limited, unknown_project.',
    labels: ['code'],
  },
  nodes: {
    name: 'gkg_coordinator_nodes',
    help: 'Nodes that are registered, by whether they were heard of lately.',
    labels: ['state'],
  },
  tasks: {
    name: 'gkg_coordinator_tasks',
    help: 'Tasks that wait (pending) and that nodes have (processing).',
    labels: ['state'],
  },
  projects: {
    name: 'gkg_coordinator_projects',
    help: 'Projects: all, those that no node holds (unplaced), those with a newer commit than is served (stale).',
    labels: ['which'],
  },
} as const;

export function createCoordinatorMetrics(metrics: Metrics) {
  return {
    heartbeats: metrics.counter(catalogue.heartbeats),
    tasksDelivered: metrics.counter(catalogue.tasksDelivered),
    tasksSettled: metrics.counter(catalogue.tasksSettled),
    hooks: metrics.counter(catalogue.hooks),
    polls: metrics.counter(catalogue.polls),
    refusals: metrics.counter(catalogue.refusals),
    nodes: metrics.gauge(catalogue.nodes),
    tasks: metrics.gauge(catalogue.tasks),
    projects: metrics.gauge(catalogue.projects),
  };
}
export type CoordinatorMetrics = ReturnType<typeof createCoordinatorMetrics>;

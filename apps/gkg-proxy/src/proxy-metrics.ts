import { fetchSkipReasons } from '@gkg/git-source';
import type { MetricCatalogue, Metrics, InstrumentsOf } from '@gkg/runtime';
import type { DiskFigures } from './disk-figures.ts';

const tasks = ['index_graph', 'delete_graph', 'malformed', 'rebuild'] as const;
const fetchWays = ['archive', 'changes', 'unchanged', 'git'] as const;

/** Every metric of the proxy, which also tells of its node: volume and memory. */
export const proxyMetrics = {
  heartbeats: {
    type: 'counter',
    name: 'gkg_proxy_heartbeats_total',
    help: 'Rounds of the heartbeat loop: answered, failed, or unhealthy, where none was sent.',
    labels: { outcome: ['answered', 'failed', 'unhealthy'] },
  },
  heartbeatAge: {
    type: 'gauge',
    name: 'gkg_proxy_heartbeat_age_seconds',
    help: 'Time since a heartbeat was answered, or since the start where none was yet.',
  },
  tasks: {
    type: 'counter',
    name: 'gkg_proxy_tasks_total',
    help: 'Tasks, and rebuilds of the node itself, that ended: succeeded, failed, or broken_off.',
    labels: { task: tasks, outcome: ['succeeded', 'failed', 'broken_off'] },
  },
  taskSeconds: {
    type: 'histogram',
    name: 'gkg_proxy_task_seconds',
    help: 'Time from the start of a task to its end.',
    labels: { task: tasks },
    buckets: [0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
  },
  fetches: {
    type: 'counter',
    name: 'gkg_proxy_fetches_total',
    help:
      'Repositories brought within reach: from Gitaly as an archive, as changes of a kept tree, or unchanged; ' +
      'by git, which is a clone, or nothing where a directory is indexed in place.',
    labels: { how: fetchWays },
  },
  fetchFailures: {
    type: 'counter',
    name: 'gkg_proxy_fetch_failures_total',
    help: 'Repositories that could not be brought within reach.',
  },
  fetchSeconds: {
    type: 'histogram',
    name: 'gkg_proxy_fetch_seconds',
    help: 'Time of a fetch that succeeded.',
    labels: { how: fetchWays },
    buckets: [0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000],
  },
  fetchBytes: {
    type: 'counter',
    name: 'gkg_proxy_fetch_bytes_total',
    help: 'Size of the trees that came from Gitaly, also of files that were there before.',
  },
  fetchSkips: {
    type: 'counter',
    name: 'gkg_proxy_fetch_skips_total',
    help: 'Files of repositories that were left out of the fetched tree, by reason.',
    labels: { reason: fetchSkipReasons },
  },
  tasksRunning: { type: 'gauge', name: 'gkg_proxy_tasks_running', help: 'Tasks that run.' },
  tasksWaiting: {
    type: 'gauge',
    name: 'gkg_proxy_tasks_waiting',
    help: 'Tasks of the last heartbeat that wait for a place.',
  },
  callbacksPending: {
    type: 'gauge',
    name: 'gkg_proxy_callbacks_pending',
    help: 'Callbacks that were not accepted yet.',
  },
  callbacksAccepted: {
    type: 'counter',
    name: 'gkg_proxy_callbacks_accepted_total',
    help: 'Callbacks that were accepted.',
  },
  callbacksDropped: {
    type: 'counter',
    name: 'gkg_proxy_callbacks_dropped_total',
    help: 'Callbacks that were refused for good.',
  },
  rebuildsWanted: {
    type: 'gauge',
    name: 'gkg_proxy_rebuilds_wanted',
    help: 'Damaged or outdated graphs that wait to be made anew.',
  },
  truncations: {
    type: 'counter',
    name: 'gkg_proxy_truncations_total',
    help: 'Answers of Rails that it does not know this node, which drop all graphs unless they are kept.',
  },
  diskSize: {
    type: 'gauge',
    name: 'gkg_node_disk_size_bytes',
    help: 'Size of the volume of the data directory.',
  },
  diskUsed: {
    type: 'gauge',
    name: 'gkg_node_disk_used_bytes',
    help: 'What is used of it; what only the superuser could still write counts as used.',
  },
  diskGraphs: {
    type: 'gauge',
    name: 'gkg_node_disk_graphs_bytes',
    help: 'What graphs take of it; added up now and then.',
  },
  memorySize: {
    type: 'gauge',
    name: 'gkg_node_memory_size_bytes',
    help: 'Memory that this process could take: of its container where that is limited, else of the machine.',
  },
  memoryAvailable: {
    type: 'gauge',
    name: 'gkg_node_memory_available_bytes',
    help: 'What of it is free or can be freed.',
  },
} as const satisfies MetricCatalogue;

export interface ProxyFigures {
  readonly heartbeatAgeSeconds: () => number;
  readonly tasksRunning: () => number;
  readonly tasksWaiting: () => number;
  readonly callbacksPending: () => number;
  readonly rebuildsWanted: () => number;
  readonly disk: () => Promise<DiskFigures>;
  readonly memory: () => { readonly size: number; readonly available: number };
}

export type ProxyMetrics = InstrumentsOf<typeof proxyMetrics>;

export function createProxyMetrics(metrics: Metrics, figures: ProxyFigures): ProxyMetrics {
  return metrics.register(proxyMetrics, {
    heartbeatAge: figures.heartbeatAgeSeconds,
    tasksRunning: figures.tasksRunning,
    tasksWaiting: figures.tasksWaiting,
    callbacksPending: figures.callbacksPending,
    rebuildsWanted: figures.rebuildsWanted,
    diskSize: async () => (await figures.disk()).all,
    diskUsed: async () => (await figures.disk()).used,
    diskGraphs: async () => (await figures.disk()).indexed,
    memorySize: () => figures.memory().size,
    memoryAvailable: () => figures.memory().available,
  });
}

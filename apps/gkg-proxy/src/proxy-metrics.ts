import type { Metrics } from '@gkg/runtime';

/** Every metric of the proxy. */
const catalogue = {
  heartbeats: {
    name: 'gkg_proxy_heartbeats_total',
    help: 'Rounds of the heartbeat loop: answered, failed, or unhealthy, where none was sent.',
    labels: ['outcome'],
  },
  tasks: {
    name: 'gkg_proxy_tasks_total',
    help: 'Tasks, and rebuilds of the node itself, that ended: succeeded, failed, or broken_off.',
    labels: ['task', 'outcome'],
  },
  taskSeconds: {
    name: 'gkg_proxy_task_seconds',
    help: 'Time from the start of a task to its end.',
    labels: ['task'],
    buckets: [0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
  },
  fetches: {
    name: 'gkg_proxy_fetches_total',
    help: 'Repositories fetched from Gitaly: as an archive, as changes of a kept tree, or unchanged.',
    labels: ['how'],
  },
  fetchSkips: {
    name: 'gkg_proxy_fetch_skips_total',
    help: 'Files of repositories that were left out of the fetched tree, by reason.',
    labels: ['reason'],
  },
  tasksRunning: { name: 'gkg_proxy_tasks_running', help: 'Tasks that run.' },
  callbacksPending: { name: 'gkg_proxy_callbacks_pending', help: 'Callbacks that were not accepted yet.' },
  callbacksAccepted: { name: 'gkg_proxy_callbacks_accepted_total', help: 'Callbacks that were accepted.' },
  callbacksDropped: {
    name: 'gkg_proxy_callbacks_dropped_total',
    help: 'Callbacks that were refused for good.',
  },
  rebuildsWanted: {
    name: 'gkg_proxy_rebuilds_wanted',
    help: 'Damaged or outdated graphs that wait to be made anew.',
  },
  truncations: {
    name: 'gkg_proxy_truncations_total',
    help: 'Answers of Rails that it does not know this node, which drop all graphs unless they are kept.',
  },
} as const;

export interface ProxyFigures {
  readonly tasksRunning: () => number;
  readonly callbacksPending: () => number;
  readonly rebuildsWanted: () => number;
}

export function createProxyMetrics(metrics: Metrics, figures: ProxyFigures) {
  metrics.gauge(catalogue.tasksRunning, figures.tasksRunning);
  metrics.gauge(catalogue.callbacksPending, figures.callbacksPending);
  metrics.gauge(catalogue.rebuildsWanted, figures.rebuildsWanted);
  return {
    heartbeats: metrics.counter(catalogue.heartbeats),
    tasks: metrics.counter(catalogue.tasks),
    taskSeconds: metrics.histogram(catalogue.taskSeconds),
    fetches: metrics.counter(catalogue.fetches),
    fetchSkips: metrics.counter(catalogue.fetchSkips),
    callbacksAccepted: metrics.counter(catalogue.callbacksAccepted),
    callbacksDropped: metrics.counter(catalogue.callbacksDropped),
    truncations: metrics.counter(catalogue.truncations),
  };
}
export type ProxyMetrics = ReturnType<typeof createProxyMetrics>;

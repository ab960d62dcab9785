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
    help: 'Tasks that ended: succeeded, failed, or broken_off by a stop of the node.',
    labels: ['task', 'outcome'],
  },
  taskSeconds: {
    name: 'gkg_proxy_task_seconds',
    help: 'Time from the start of a task to its end.',
    labels: ['task'],
    buckets: [0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
  },
  tasksRunning: { name: 'gkg_proxy_tasks_running', help: 'Tasks that run.' },
  callbacksPending: { name: 'gkg_proxy_callbacks_pending', help: 'Callbacks that were not accepted yet.' },
  callbacksAccepted: { name: 'gkg_proxy_callbacks_accepted_total', help: 'Callbacks that were accepted.' },
} as const;

export interface ProxyFigures {
  readonly tasksRunning: () => number;
  readonly callbacksPending: () => number;
}

export function createProxyMetrics(metrics: Metrics, figures: ProxyFigures) {
  metrics.gauge(catalogue.tasksRunning, figures.tasksRunning);
  metrics.gauge(catalogue.callbacksPending, figures.callbacksPending);
  return {
    heartbeats: metrics.counter(catalogue.heartbeats),
    tasks: metrics.counter(catalogue.tasks),
    taskSeconds: metrics.histogram(catalogue.taskSeconds),
    callbacksAccepted: metrics.counter(catalogue.callbacksAccepted),
  };
}
export type ProxyMetrics = ReturnType<typeof createProxyMetrics>;

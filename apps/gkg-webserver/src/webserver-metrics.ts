import type { GraphProcessLoad } from '@gkg/graph-store';
import { toGkgError } from '@gkg/protocol';
import type { Metrics } from '@gkg/runtime';

/** Every metric of the webserver. */
const catalogue = {
  toolSeconds: {
    name: 'gkg_webserver_tool_seconds',
    help: 'Time of a tool call, by outcome: ok, or the kind of the error.',
    labels: ['tool', 'outcome'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  },
  swapSeconds: {
    name: 'gkg_webserver_swap_seconds',
    help: 'Time to verify, open and serve a staged graph and to drain the one before, by outcome.',
    labels: ['outcome'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  },
  served: { name: 'gkg_webserver_graphs_served', help: 'Graphs that can be asked.' },
  servedBytes: { name: 'gkg_webserver_graphs_bytes', help: 'Size of the files of the served graphs.' },
  invalid: {
    name: 'gkg_webserver_graphs_invalid',
    help: 'Graphs that were found at the start and are not served, being corrupt or of another version.',
  },
  open: { name: 'gkg_webserver_graphs_open', help: 'Graphs that are open in a graph process.' },
  deaths: {
    name: 'gkg_webserver_graph_process_restarts',
    help: 'How often a graph process has died and was started again, since the start.',
  },
  resident: {
    name: 'gkg_webserver_graph_process_resident_bytes',
    help: 'Resident memory of the largest graph process.',
  },
  waiting: { name: 'gkg_webserver_calls_waiting', help: 'Tool calls that wait for a graph process.' },
  running: { name: 'gkg_webserver_calls_running', help: 'Tool calls that a graph process works on.' },
} as const;

export type WebserverMetrics = ReturnType<typeof createWebserverMetrics>;

export interface WebserverState {
  served(): number;
  servedBytes(): number;
  loads(): readonly GraphProcessLoad[];
}

/** The webserver's metrics; the gauges read the state when they are asked. */
export function createWebserverMetrics(metrics: Metrics, state: WebserverState) {
  const total = (field: 'openGraphs' | 'deaths' | 'waiting' | 'running') => () =>
    state.loads().reduce((sum, load) => sum + load[field], 0);
  metrics.gauge(catalogue.served, () => state.served());
  metrics.gauge(catalogue.servedBytes, () => state.servedBytes());
  metrics.gauge(catalogue.open, total('openGraphs'));
  metrics.gauge(catalogue.deaths, total('deaths'));
  metrics.gauge(catalogue.waiting, total('waiting'));
  metrics.gauge(catalogue.running, total('running'));
  metrics.gauge(catalogue.resident, () => Math.max(...state.loads().map((load) => load.residentBytes)));
  return {
    toolSeconds: metrics.histogram(catalogue.toolSeconds),
    swapSeconds: metrics.histogram(catalogue.swapSeconds),
    invalid: metrics.gauge(catalogue.invalid),
  };
}

/** Runs `work` and observes how long it took and how it ended: `ok`, or the kind of the error. */
export async function observed<Result>(
  observe: (outcome: string, seconds: number) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  try {
    const result = await work();
    observe('ok', seconds());
    return result;
  } catch (error) {
    observe(toGkgError(error).kind, seconds());
    throw error;
  }
}

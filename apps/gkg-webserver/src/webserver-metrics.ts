import type { GraphProcessLoad } from '@gkg/graph-store';
import { toGkgError } from '@gkg/protocol';
import type { RebuildWish } from '@gkg/protocol';
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
    help: 'Graphs that are not served, being corrupt or of another version, until they are indexed again.',
  },
  outdated: {
    name: 'gkg_webserver_graphs_outdated',
    help: 'Served graphs that were built by an older version and are to be indexed again.',
  },
  leftovers: {
    name: 'gkg_webserver_leftovers_removed_total',
    help: 'Versions that no link named, and graphs that were set aside, that were removed.',
  },
  setAside: {
    name: 'gkg_webserver_graphs_set_aside_total',
    help: 'Graphs that were taken out of service, by reason.',
    labels: ['reason'],
  },
  open: { name: 'gkg_webserver_graphs_open', help: 'Graphs that are open in a graph process.' },
  hot: { name: 'gkg_webserver_graphs_hot', help: 'Graphs that are kept open before others.' },
  openSeconds: {
    name: 'gkg_webserver_graph_open_seconds',
    help: 'Time to open a graph file.',
    buckets: [0.003, 0.006, 0.0125, 0.025, 0.05, 0.1, 0.25, 1],
  },
  closed: { name: 'gkg_webserver_graphs_closed_total', help: 'Graphs that a graph process has closed.' },
  expectedBytes: {
    name: 'gkg_webserver_graphs_expected_bytes',
    help: 'What the open graphs of the fullest graph process are expected to take together.',
  },
  refused: {
    name: 'gkg_webserver_calls_refused_total',
    help:
      'Calls that were refused at a limit: user_rate, agent_rate and anonymous_rate over time, caller_calls at ' +
      'the same time, namespace_waiting and waiting in the line.',
    labels: ['limit'],
  },
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

const refusingLimits = [
  'user_rate',
  'agent_rate',
  'anonymous_rate',
  'caller_calls',
  'namespace_waiting',
  'waiting',
] as const;

export type WebserverMetrics = ReturnType<typeof createWebserverMetrics>;

export interface WebserverState {
  served(): number;
  servedBytes(): number;
  loads(): readonly GraphProcessLoad[];
  rebuild(): readonly RebuildWish[];
  hot(): number;
}

/** The webserver's metrics; the gauges read the state when they are asked. */
export function createWebserverMetrics(metrics: Metrics, state: WebserverState) {
  const total = (field: 'openGraphs' | 'deaths' | 'waiting' | 'running') => () =>
    state.loads().reduce((sum, load) => sum + load[field], 0);
  const wished = (isOutdated: boolean) => () =>
    state.rebuild().filter(({ reason }) => (reason === 'outdated') === isOutdated).length;
  metrics.gauge(catalogue.invalid, wished(false));
  metrics.gauge(catalogue.outdated, wished(true));
  metrics.gauge(catalogue.served, () => state.served());
  metrics.gauge(catalogue.servedBytes, () => state.servedBytes());
  metrics.gauge(catalogue.open, total('openGraphs'));
  metrics.gauge(catalogue.deaths, total('deaths'));
  metrics.gauge(catalogue.waiting, total('waiting'));
  metrics.gauge(catalogue.running, total('running'));
  metrics.gauge(catalogue.hot, () => state.hot());
  metrics.gauge(catalogue.resident, () => Math.max(...state.loads().map((load) => load.residentBytes)));
  metrics.gauge(catalogue.expectedBytes, () => Math.max(...state.loads().map((load) => load.expectedBytes)));
  const refused = metrics.counter(catalogue.refused);
  for (const limit of refusingLimits) refused.inc({ limit }, 0);
  return {
    openSeconds: metrics.histogram(catalogue.openSeconds),
    closed: metrics.counter(catalogue.closed),
    countRefused(limit: unknown) {
      const known = refusingLimits.find((name) => name === limit);
      if (known !== undefined) refused.inc({ limit: known });
    },
    toolSeconds: metrics.histogram(catalogue.toolSeconds),
    swapSeconds: metrics.histogram(catalogue.swapSeconds),
    setAside: metrics.counter(catalogue.setAside),
    leftovers: metrics.counter(catalogue.leftovers),
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

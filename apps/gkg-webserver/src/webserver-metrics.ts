import type { GraphProcessLoad } from '@gkg/graph-store';
import { rebuildReasons, toGkgError } from '@gkg/protocol';
import type { RebuildWish } from '@gkg/protocol';
import type { InstrumentsOf, MetricCatalogue, Metrics } from '@gkg/runtime';
import { tools } from '@gkg/tools';

const toolNames = [...tools.map((tool) => tool.name), 'unknown'] as const;
const refusals = [
  'user_rate',
  'agent_rate',
  'anonymous_rate',
  'caller_calls',
  'namespace_waiting',
  'waiting',
] as const;

/** Every metric of the webserver. */
export const webserverMetrics = {
  toolSeconds: {
    type: 'histogram',
    name: 'gkg_webserver_tool_seconds',
    help: 'Time of a tool call, waiting and refusals included.',
    labels: { tool: toolNames },
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  },
  toolCalls: {
    type: 'counter',
    name: 'gkg_webserver_tool_calls_total',
    help:
      'Tool calls that ended, by outcome: ok, or the kind of the error, timeout among them; other: of no kind ' +
      'that a call has as a rule, or its caller went away.',
    labels: {
      tool: toolNames,
      outcome: [
        'ok',
        'invalid_arguments',
        'unknown_tool',
        'unknown_namespace',
        'not_found',
        'rate_limited',
        'overloaded',
        'shutting_down',
        'timeout',
        'too_large',
        'graph_invalid',
        'graph_outdated',
        'engine_failed',
        'other',
      ],
    },
  },
  callRows: {
    type: 'histogram',
    name: 'gkg_webserver_call_rows',
    help: 'Rows of the graph that a tool call read.',
    buckets: [1, 10, 100, 1000, 10_000, 100_000],
  },
  answerBytes: {
    type: 'histogram',
    name: 'gkg_webserver_answer_bytes',
    help: 'Size of the answer of a tool call.',
    buckets: [300, 1000, 3000, 10_000, 30_000, 100_000, 1_000_000],
  },
  swapSeconds: {
    type: 'histogram',
    name: 'gkg_webserver_swap_seconds',
    help: 'Time to verify, open and serve a staged graph and to drain the one before.',
    labels: { outcome: ['ok', 'failed'] },
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  },
  served: { type: 'gauge', name: 'gkg_webserver_graphs_served', help: 'Graphs that can be asked.' },
  servedBytes: {
    type: 'gauge',
    name: 'gkg_webserver_graphs_bytes',
    help: 'Size of the files of the served graphs.',
  },
  invalid: {
    type: 'gauge',
    name: 'gkg_webserver_graphs_invalid',
    help: 'Graphs that are not served, being corrupt or of another version, until they are indexed again.',
  },
  outdated: {
    type: 'gauge',
    name: 'gkg_webserver_graphs_outdated',
    help: 'Served graphs that were built by an older version and are to be indexed again.',
  },
  leftovers: {
    type: 'counter',
    name: 'gkg_webserver_leftovers_removed_total',
    help: 'Versions that no link named, and graphs that were set aside, that were removed.',
  },
  setAside: {
    type: 'counter',
    name: 'gkg_webserver_graphs_set_aside_total',
    help: 'Graphs that were taken out of service, by reason.',
    labels: { reason: rebuildReasons },
  },
  open: {
    type: 'gauge',
    name: 'gkg_webserver_graphs_open',
    help: 'Graphs that are open in a graph process.',
  },
  openMax: {
    type: 'gauge',
    name: 'gkg_webserver_graphs_open_max',
    help: 'Graphs that may be open, over all graph processes.',
  },
  hot: { type: 'gauge', name: 'gkg_webserver_graphs_hot', help: 'Graphs that are kept open before others.' },
  openSeconds: {
    type: 'histogram',
    name: 'gkg_webserver_graph_open_seconds',
    help: 'Time to open a graph file, which its first caller waits for.',
    buckets: [0.003, 0.006, 0.0125, 0.025, 0.05, 0.1, 0.25, 1],
  },
  closed: {
    type: 'counter',
    name: 'gkg_webserver_graphs_closed_total',
    help: 'Graphs that a graph process has closed.',
  },
  expectedBytes: {
    type: 'gauge',
    name: 'gkg_webserver_graphs_expected_bytes',
    help: 'What the open graphs of the fullest graph process are expected to take together.',
  },
  refused: {
    type: 'counter',
    name: 'gkg_webserver_calls_refused_total',
    help:
      'Calls that were refused at a limit: user_rate, agent_rate and anonymous_rate over time, caller_calls at ' +
      'the same time, namespace_waiting and waiting in the line.',
    labels: { limit: refusals },
  },
  deaths: {
    type: 'counter',
    name: 'gkg_webserver_graph_process_restarts_total',
    help: 'How often a graph process has died and was started again.',
  },
  resident: {
    type: 'gauge',
    name: 'gkg_webserver_graph_process_resident_bytes',
    help: 'Resident memory of the largest graph process, as it said with its last answer.',
  },
  residentMax: {
    type: 'gauge',
    name: 'gkg_webserver_graph_process_resident_bytes_max',
    help: 'Resident memory beyond which a graph process is replaced.',
  },
  waiting: {
    type: 'gauge',
    name: 'gkg_webserver_calls_waiting',
    help: 'Tool calls that wait for a graph process.',
  },
  waitingMax: {
    type: 'gauge',
    name: 'gkg_webserver_calls_waiting_max',
    help: 'Tool calls that may wait before others are refused.',
  },
  running: {
    type: 'gauge',
    name: 'gkg_webserver_calls_running',
    help: 'Tool calls that a graph process works on.',
  },
  runningMax: {
    type: 'gauge',
    name: 'gkg_webserver_calls_running_max',
    help: 'Tool calls that all graph processes together work on at a time.',
  },
} as const satisfies MetricCatalogue;

export type WebserverMetrics = InstrumentsOf<typeof webserverMetrics>;

export interface WebserverState {
  readonly openMax: number;
  readonly residentBytesMax: number;
  readonly waitingMax: number;
  readonly runningMax: number;
  served(): number;
  servedBytes(): number;
  loads(): readonly GraphProcessLoad[];
  rebuild(): readonly RebuildWish[];
  hot(): number;
}

/** The webserver's metrics; the gauges read the state when they are asked. */
export function createWebserverMetrics(metrics: Metrics, state: WebserverState): WebserverMetrics {
  const total = (field: 'openGraphs' | 'deaths' | 'waiting' | 'running') => () =>
    state.loads().reduce((sum, load) => sum + load[field], 0);
  const most = (field: 'residentBytes' | 'expectedBytes') => () =>
    Math.max(...state.loads().map((load) => load[field]));
  const wished = (isOutdated: boolean) => () =>
    state.rebuild().filter(({ reason }) => (reason === 'outdated') === isOutdated).length;
  return metrics.register(webserverMetrics, {
    invalid: wished(false),
    outdated: wished(true),
    served: () => state.served(),
    servedBytes: () => state.servedBytes(),
    open: total('openGraphs'),
    openMax: () => state.openMax,
    deaths: total('deaths'),
    waiting: total('waiting'),
    waitingMax: () => state.waitingMax,
    running: total('running'),
    runningMax: () => state.runningMax,
    hot: () => state.hot(),
    resident: most('residentBytes'),
    residentMax: () => state.residentBytesMax,
    expectedBytes: most('expectedBytes'),
  });
}

/** Counts a call that was refused at a limit that has a name of ours. */
export function countRefused({ refused }: WebserverMetrics, limit: unknown): void {
  const known = refusals.find((name) => name === limit);
  if (known !== undefined) refused.inc({ limit: known });
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

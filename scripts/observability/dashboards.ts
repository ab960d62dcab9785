import { nodeMetrics, serverMetrics } from '@gkg/runtime';
import { metricCatalogues } from '../metric-catalogues.ts';
import { gauge, mean, quantile, rate } from './promql.ts';

export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: 's' | 'bytes' | 'short' | 'ops' | 'percentunit' | 'Bps';
  /** Legend to expression; `{{label}}` stands for the value of a label. */
  readonly queries: Readonly<Record<string, string>>;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const proxy = metricCatalogues['gkg-proxy'];
const indexer = metricCatalogues['gkg-indexer'];
const webserver = metricCatalogues['gkg-webserver'];
const coordinator = metricCatalogues['gkg-coordinator'];

const node: Dashboard = {
  uid: 'gkg-node',
  title: 'gkg: a node',
  panels: [
    { title: 'Heartbeat age', unit: 's', queries: { '{{instance}}': gauge(proxy.heartbeatAge) } },
    {
      title: 'Rounds of the heartbeat loop',
      unit: 'ops',
      queries: { '{{outcome}}': rate(proxy.heartbeats, ['outcome']) },
    },
    {
      title: 'Tasks that end',
      unit: 'ops',
      queries: { '{{task}} {{outcome}}': rate(proxy.tasks, ['task', 'outcome']) },
    },
    {
      title: 'Tasks and callbacks',
      unit: 'short',
      queries: {
        'running {{instance}}': gauge(proxy.tasksRunning),
        'waiting {{instance}}': gauge(proxy.tasksWaiting),
        'callbacks pending {{instance}}': gauge(proxy.callbacksPending),
        'rebuilds wanted {{instance}}': gauge(proxy.rebuildsWanted),
      },
    },
    { title: 'Fetches', unit: 'ops', queries: { '{{how}}': rate(proxy.fetches, ['how']) } },
    {
      title: 'Time of a fetch, p95',
      unit: 's',
      queries: { '{{how}}': quantile(0.95, proxy.fetchSeconds, ['how']) },
    },
    {
      title: 'Volume',
      unit: 'bytes',
      queries: {
        'size {{instance}}': gauge(proxy.diskSize),
        'used {{instance}}': gauge(proxy.diskUsed),
        'graphs {{instance}}': gauge(proxy.diskGraphs),
      },
    },
    {
      title: 'Memory of the node',
      unit: 'bytes',
      queries: {
        'size {{instance}}': gauge(proxy.memorySize),
        'available {{instance}}': gauge(proxy.memoryAvailable),
      },
    },
    {
      title: 'Resident memory',
      unit: 'bytes',
      queries: { '{{service}} {{instance}}': gauge(nodeMetrics.processResidentMemoryBytes) },
    },
    {
      title: 'Processor time',
      unit: 'short',
      queries: {
        '{{service}} {{instance}}': rate(nodeMetrics.processCpuSecondsTotal, ['service', 'instance']),
      },
    },
    {
      title: 'Event loop lag, p99',
      unit: 's',
      queries: { '{{service}} {{instance}}': gauge(nodeMetrics.eventloopLagP99Seconds) },
    },
    {
      title: 'Requests that failed here',
      unit: 'ops',
      queries: { '{{route}}': rate(serverMetrics.requests, ['route'], { status: '5xx' }) },
    },
  ],
};

const indexing: Dashboard = {
  uid: 'gkg-indexing',
  title: 'gkg: indexing',
  panels: [
    { title: 'Jobs that end', unit: 'ops', queries: { '{{outcome}}': rate(indexer.jobs, ['outcome']) } },
    {
      title: 'Time of a job',
      unit: 's',
      queries: {
        'p50 {{outcome}}': quantile(0.5, indexer.jobSeconds, ['outcome']),
        'p95 {{outcome}}': quantile(0.95, indexer.jobSeconds, ['outcome']),
      },
    },
    {
      title: 'Time in a phase, on the average',
      unit: 's',
      queries: { '{{phase}}': mean(indexer.phaseSeconds, ['phase']) },
    },
    {
      title: 'Jobs that wait and run',
      unit: 'short',
      queries: {
        'wait {{instance}}': gauge(indexer.queued),
        'run {{instance}}': gauge(indexer.running),
        'may run {{instance}}': gauge(indexer.runningMax),
      },
    },
    {
      title: 'Parsing by language, threads',
      unit: 'short',
      queries: { '{{language}}': rate(indexer.parseSeconds, ['language']) },
    },
    {
      title: 'Linking by family',
      unit: 'short',
      queries: { '{{family}}': rate(indexer.resolveSeconds, ['family']) },
    },
    { title: 'Source', unit: 'Bps', queries: { 'indexed source': rate(indexer.sourceBytes) } },
    { title: 'Files skipped', unit: 'ops', queries: { '{{reason}}': rate(indexer.skipped, ['reason']) } },
    { title: 'Nodes made', unit: 'ops', queries: { '{{label}}': rate(indexer.nodes, ['label']) } },
    { title: 'Edges made', unit: 'ops', queries: { '{{label}}': rate(indexer.edges, ['label']) } },
    {
      title: 'Size of graphs made',
      unit: 'bytes',
      queries: { p50: quantile(0.5, indexer.graphBytes), p95: quantile(0.95, indexer.graphBytes) },
    },
    {
      title: 'Peak memory of a job',
      unit: 'bytes',
      queries: { p50: quantile(0.5, indexer.peakMemory), p95: quantile(0.95, indexer.peakMemory) },
    },
  ],
};

const serving: Dashboard = {
  uid: 'gkg-serving',
  title: 'gkg: serving',
  panels: [
    { title: 'Tool calls', unit: 'ops', queries: { '{{tool}}': rate(webserver.toolCalls, ['tool']) } },
    {
      title: 'How they end',
      unit: 'ops',
      queries: { '{{outcome}}': rate(webserver.toolCalls, ['outcome']) },
    },
    {
      title: 'Time of a tool call',
      unit: 's',
      queries: { p50: quantile(0.5, webserver.toolSeconds), p99: quantile(0.99, webserver.toolSeconds) },
    },
    {
      title: 'p95 by tool',
      unit: 's',
      queries: { '{{tool}}': quantile(0.95, webserver.toolSeconds, ['tool']) },
    },
    {
      title: 'Rows of a call',
      unit: 'short',
      queries: { p50: quantile(0.5, webserver.callRows), p99: quantile(0.99, webserver.callRows) },
    },
    { title: 'Calls refused', unit: 'ops', queries: { '{{limit}}': rate(webserver.refused, ['limit']) } },
    {
      title: 'Use of the graph processes',
      unit: 'short',
      queries: {
        'running {{instance}}': gauge(webserver.running),
        'at most {{instance}}': gauge(webserver.runningMax),
        'waiting {{instance}}': gauge(webserver.waiting),
      },
    },
    {
      title: 'Graphs',
      unit: 'short',
      queries: {
        'served {{instance}}': gauge(webserver.served),
        'open {{instance}}': gauge(webserver.open),
        'hot {{instance}}': gauge(webserver.hot),
        'invalid {{instance}}': gauge(webserver.invalid),
        'outdated {{instance}}': gauge(webserver.outdated),
      },
    },
    {
      title: 'Time to open a graph',
      unit: 's',
      queries: { p50: quantile(0.5, webserver.openSeconds), p99: quantile(0.99, webserver.openSeconds) },
    },
    {
      title: 'Time of a swap, p95',
      unit: 's',
      queries: { '{{outcome}}': quantile(0.95, webserver.swapSeconds, ['outcome']) },
    },
    {
      title: 'Memory of the largest graph process',
      unit: 'bytes',
      queries: {
        'resident {{instance}}': gauge(webserver.resident),
        'replaced beyond {{instance}}': gauge(webserver.residentMax),
        'expected {{instance}}': gauge(webserver.expectedBytes),
      },
    },
    {
      title: 'Graph processes that died',
      unit: 'ops',
      queries: { '{{instance}}': rate(webserver.deaths, ['instance']) },
    },
  ],
};

const coordinating: Dashboard = {
  uid: 'gkg-coordinator',
  title: 'gkg: the coordinator',
  panels: [
    {
      title: 'Nodes',
      unit: 'short',
      queries: { '{{state}}': `max by (state) (${gauge(coordinator.nodes)})` },
    },
    {
      title: 'Longest silence of a node',
      unit: 's',
      queries: { silence: `max(${gauge(coordinator.heartbeatAge)})` },
    },
    {
      title: 'Projects',
      unit: 'short',
      queries: { '{{which}}': `max by (which) (${gauge(coordinator.projects)})` },
    },
    {
      title: 'Moves of replicas',
      unit: 'ops',
      queries: { '{{kind}} {{reason}}': rate(coordinator.moves, ['kind', 'reason']) },
    },
    {
      title: 'Queries that another node answered',
      unit: 'ops',
      queries: { '{{outcome}}': rate(coordinator.failovers, ['outcome']) },
    },
    {
      title: 'Who schedules',
      unit: 'short',
      queries: { '{{instance}}': `max by (instance) (${gauge(coordinator.schedules)})` },
    },
    { title: 'Longest staleness', unit: 's', queries: { staleness: `max(${gauge(coordinator.staleness)})` } },
    {
      title: 'Tasks',
      unit: 'short',
      queries: { '{{state}}': `max by (state) (${gauge(coordinator.tasks)})` },
    },
    {
      title: 'Oldest task',
      unit: 's',
      queries: { '{{state}}': `max by (state) (${gauge(coordinator.oldestTask)})` },
    },
    {
      title: 'Tasks settled',
      unit: 'ops',
      queries: { '{{outcome}}': rate(coordinator.tasksSettled, ['outcome']) },
    },
    {
      title: 'Heartbeats answered',
      unit: 'ops',
      queries: { '{{node}}': rate(coordinator.heartbeats, ['node']) },
    },
    { title: 'Hooks', unit: 'ops', queries: { '{{outcome}}': rate(coordinator.hooks, ['outcome']) } },
    { title: 'Polls', unit: 'ops', queries: { '{{outcome}}': rate(coordinator.polls, ['outcome']) } },
    { title: 'Refusals', unit: 'ops', queries: { '{{code}}': rate(coordinator.refusals, ['code']) } },
  ],
};

export const dashboards = { node, indexing, serving, coordinator: coordinating } as const;

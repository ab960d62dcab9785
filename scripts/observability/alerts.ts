import { metricCatalogues } from '../metric-catalogues.ts';
import { gauge, increase } from './promql.ts';

/** Series with which an alert must fire, and such with which it must not, in promtool's notation. */
export interface AlertCase {
  readonly series: Readonly<Record<string, string>>;
  readonly silent: Readonly<Record<string, string>>;
  readonly at: string;
}

export interface Alert {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly expr: string;
  readonly for: string;
  readonly summary: string;
  readonly tried: AlertCase;
}

const proxy = metricCatalogues['gkg-proxy'];
const webserver = metricCatalogues['gkg-webserver'];
const indexer = metricCatalogues['gkg-indexer'];
const coordinator = metricCatalogues['gkg-coordinator'];

const diskPart = `${gauge(proxy.diskUsed)} / ${gauge(proxy.diskSize)}`;

/** `page` means that somebody must act now. Each has a heading in docs/operations.md. */
export const alerts: readonly Alert[] = [
  {
    name: 'GkgHeartbeatOld',
    severity: 'page',
    expr: `${gauge(proxy.heartbeatAge)} > 180`,
    for: '2m',
    summary:
      'Node {{ $labels.instance }} has had no answer to a heartbeat for {{ $value | humanizeDuration }}.',
    tried: {
      series: { [proxy.heartbeatAge.name]: '0+60x20' },
      silent: { [proxy.heartbeatAge.name]: '10 60 5 10x20' },
      at: '10m',
    },
  },
  {
    name: 'GkgNodeAway',
    severity: 'page',
    expr: `max(${gauge(coordinator.nodes, { state: 'away' })}) > 0`,
    for: '10m',
    summary: '{{ $value }} nodes were not heard of for more than ten minutes.',
    tried: {
      series: { [gauge(coordinator.nodes, { state: 'away' })]: '1x30' },
      silent: { [gauge(coordinator.nodes, { state: 'away' })]: '0 1 1 1 0x30' },
      at: '15m',
    },
  },
  {
    name: 'GkgNodeUnwell',
    severity: 'page',
    expr: `max(${gauge(coordinator.nodes, { state: 'unwell' })}) > 0`,
    for: '5m',
    summary: '{{ $value }} nodes send heartbeats, but do not answer.',
    tried: {
      series: { [gauge(coordinator.nodes, { state: 'unwell' })]: '1x30' },
      silent: { [gauge(coordinator.nodes, { state: 'unwell' })]: '0 1 1 0x30' },
      at: '10m',
    },
  },
  {
    name: 'GkgNobodySchedules',
    severity: 'page',
    expr: `max(${gauge(coordinator.schedules)}) == 0`,
    for: '3m',
    summary:
      'No coordinator has the right to schedule: lost nodes are not replaced, new projects not placed.',
    tried: {
      series: { [coordinator.schedules.name]: '0x30' },
      silent: { [coordinator.schedules.name]: '1 0 0 1x30' },
      at: '10m',
    },
  },
  {
    name: 'GkgProjectsStale',
    severity: 'ticket',
    expr: `max(${gauge(coordinator.staleness)}) > 3600`,
    for: '10m',
    summary: 'A project has served an older commit than is known for {{ $value | humanizeDuration }}.',
    tried: {
      series: { [coordinator.staleness.name]: '3000+60x40' },
      silent: { [coordinator.staleness.name]: '0+60x40' },
      at: '30m',
    },
  },
  {
    name: 'GkgTasksStuck',
    severity: 'ticket',
    expr: `max by (state) (${gauge(coordinator.oldestTask)}) > 7200`,
    for: '10m',
    summary: 'A {{ $labels.state }} task is {{ $value | humanizeDuration }} old.',
    tried: {
      series: { [gauge(coordinator.oldestTask, { state: 'processing' })]: '7000+60x40' },
      silent: { [gauge(coordinator.oldestTask, { state: 'processing' })]: '100+60x40' },
      at: '30m',
    },
  },
  {
    name: 'GkgProjectsUnplaced',
    severity: 'ticket',
    expr: `max(${gauge(coordinator.projects, { which: 'unplaced' })}) > 0`,
    for: '15m',
    summary: '{{ $value }} projects are held by no node.',
    tried: {
      series: { [gauge(coordinator.projects, { which: 'unplaced' })]: '3x40' },
      silent: { [gauge(coordinator.projects, { which: 'unplaced' })]: '0x40' },
      at: '20m',
    },
  },
  {
    name: 'GkgDiskFilling',
    severity: 'ticket',
    expr: `${diskPart} > 0.8`,
    for: '15m',
    summary: 'The volume of {{ $labels.instance }} is {{ $value | humanizePercentage }} full.',
    tried: {
      series: { [proxy.diskUsed.name]: '85x40', [proxy.diskSize.name]: '100x40' },
      silent: { [proxy.diskUsed.name]: '70x40', [proxy.diskSize.name]: '100x40' },
      at: '20m',
    },
  },
  {
    name: 'GkgDiskNearlyFull',
    severity: 'page',
    expr: `${diskPart} > 0.9`,
    for: '5m',
    summary: 'The volume of {{ $labels.instance }} is {{ $value | humanizePercentage }} full.',
    tried: {
      series: { [proxy.diskUsed.name]: '95x40', [proxy.diskSize.name]: '100x40' },
      silent: { [proxy.diskUsed.name]: '85x40', [proxy.diskSize.name]: '100x40' },
      at: '10m',
    },
  },
  {
    name: 'GkgGraphProcessRestarts',
    severity: 'page',
    expr: `${increase(webserver.deaths, '15m', ['instance'])} > 3`,
    for: '0m',
    summary:
      'Graph processes of {{ $labels.instance }} died {{ $value | humanize }} times in a quarter of an hour.',
    tried: {
      series: { [webserver.deaths.name]: '0+1x20' },
      silent: { [webserver.deaths.name]: '0x10 1x20' },
      at: '15m',
    },
  },
  {
    name: 'GkgCallbacksPending',
    severity: 'ticket',
    expr: `min_over_time(${gauge(proxy.callbacksPending)}[15m]) > 0`,
    for: '5m',
    summary: '{{ $value }} results of {{ $labels.instance }} have not been taken for a quarter of an hour.',
    tried: {
      series: { [proxy.callbacksPending.name]: '2x40' },
      silent: { [proxy.callbacksPending.name]: '2 0 2 0 2 0 2 0 2 0 2 0 2 0 2 0 2 0 2 0 2 0 2 0' },
      at: '21m',
    },
  },
  {
    name: 'GkgGraphsInvalid',
    severity: 'ticket',
    expr: `${gauge(webserver.invalid)} > 0`,
    for: '30m',
    summary: '{{ $value }} graphs of {{ $labels.instance }} are out of service and were not made anew.',
    tried: {
      series: { [webserver.invalid.name]: '1x60' },
      silent: { [webserver.invalid.name]: '1x10 0x60' },
      at: '40m',
    },
  },
  {
    name: 'GkgCallsFail',
    severity: 'page',
    expr: `${increase(webserver.toolCalls, '10m', ['instance'], { outcome: 'timeout' })} + ${increase(webserver.toolCalls, '10m', ['instance'], { outcome: 'engine_failed' })} > 0.05 * ${increase(webserver.toolCalls, '10m', ['instance'])}`,
    for: '5m',
    summary:
      'More than one in twenty calls of {{ $labels.instance }} ends late or with a failure of the engine.',
    tried: {
      series: {
        [`${webserver.toolCalls.name}{outcome="ok"}`]: '0+100x30',
        [`${webserver.toolCalls.name}{outcome="timeout"}`]: '0+20x30',
        [`${webserver.toolCalls.name}{outcome="engine_failed"}`]: '0x30',
      },
      silent: {
        [`${webserver.toolCalls.name}{outcome="ok"}`]: '0+100x30',
        [`${webserver.toolCalls.name}{outcome="timeout"}`]: '0+1x30',
        [`${webserver.toolCalls.name}{outcome="engine_failed"}`]: '0x30',
      },
      at: '20m',
    },
  },
  {
    name: 'GkgJobsFail',
    severity: 'ticket',
    expr: `sum by (instance) (increase(${indexer.jobSeconds.name}_count{outcome="failed"}[1h])) > 0.5 * sum by (instance) (increase(${indexer.jobSeconds.name}_count[1h]))`,
    for: '15m',
    summary: 'More than half of the jobs of {{ $labels.instance }} fail.',
    tried: {
      series: {
        [`${indexer.jobSeconds.name}_count{outcome="failed"}`]: '0+3x90',
        [`${indexer.jobSeconds.name}_count{outcome="succeeded"}`]: '0+1x90',
      },
      silent: {
        [`${indexer.jobSeconds.name}_count{outcome="failed"}`]: '0+1x90',
        [`${indexer.jobSeconds.name}_count{outcome="succeeded"}`]: '0+3x90',
      },
      at: '80m',
    },
  },
];

/** Whoever installs it says where the documents are; the relative one is right in a checkout. */
const runbooks = 'docs/operations.md';

export const runbookOf = ({ name }: Pick<Alert, 'name'>) => `${runbooks}#${name.toLowerCase()}`;

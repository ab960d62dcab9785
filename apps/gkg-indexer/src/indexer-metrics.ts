import { edgeKinds, familyNames, languageNames, nodeKinds, skipReasons } from '@gkg/ontology';
import type { EdgeLabel, NodeLabel } from '@gkg/ontology';
import { errorKinds, workPhases } from '@gkg/protocol';
import type { IndexStatistics } from '@gkg/protocol';
import { oneOf } from '@gkg/runtime';
import type { InstrumentsOf, MetricCatalogue, Metrics } from '@gkg/runtime';

/** Every metric of the indexer. */
export const indexerMetrics = {
  jobs: {
    type: 'counter',
    name: 'gkg_indexer_jobs_total',
    help: 'Jobs that ended, by outcome: succeeded, canceled, or the kind of the error.',
    labels: { outcome: ['succeeded', 'canceled', ...errorKinds, 'other'] },
  },
  jobSeconds: {
    type: 'histogram',
    name: 'gkg_indexer_job_seconds',
    help: 'Time from the start of a job to its end.',
    labels: { outcome: ['succeeded', 'failed', 'canceled'] },
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
  },
  phaseSeconds: {
    type: 'histogram',
    name: 'gkg_indexer_phase_seconds',
    help: 'Time that a job which succeeded spent in one phase.',
    labels: { phase: [...workPhases, 'other'] },
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300],
  },
  parseSeconds: {
    type: 'counter',
    name: 'gkg_indexer_parse_seconds_total',
    help: 'Time that parser threads spent on files, by language, threads at the same time added up.',
    labels: { language: [...languageNames, 'other'] },
  },
  resolveSeconds: {
    type: 'counter',
    name: 'gkg_indexer_resolve_seconds_total',
    help: 'Time that linking took, by the family of languages whose files use each other.',
    labels: { family: [...familyNames, 'other'] },
  },
  queued: { type: 'gauge', name: 'gkg_indexer_queue_length', help: 'Jobs that wait.' },
  running: { type: 'gauge', name: 'gkg_indexer_jobs_running', help: 'Jobs that run.' },
  runningMax: { type: 'gauge', name: 'gkg_indexer_jobs_running_max', help: 'Jobs that may run at a time.' },
  refused: {
    type: 'counter',
    name: 'gkg_indexer_requests_refused_total',
    help: 'Requests for a job that were refused, by the kind of the error.',
    labels: { kind: ['job_running', 'queue_full', 'shutting_down', 'other'] },
  },
  warm: {
    type: 'gauge',
    name: 'gkg_indexer_warm_processes',
    help: 'Idle job processes that are kept for the next job of their namespace.',
  },
  warmBytes: {
    type: 'gauge',
    name: 'gkg_indexer_warm_bytes',
    help: 'Resident memory of the kept job processes, measured when they became idle.',
  },
  files: {
    type: 'counter',
    name: 'gkg_indexer_files_total',
    help: 'Files of indexed repositories that are in their graphs, by language.',
    labels: { language: [...languageNames, 'other'] },
  },
  extracted: {
    type: 'counter',
    name: 'gkg_indexer_files_extracted_total',
    help: 'Files that a parser read; those of the rest were known from before.',
  },
  skipped: {
    type: 'counter',
    name: 'gkg_indexer_files_skipped_total',
    help: 'Files that were not parsed, by reason.',
    labels: { reason: [...skipReasons, 'other'] },
  },
  sourceBytes: {
    type: 'counter',
    name: 'gkg_indexer_source_bytes_total',
    help: 'Size of the files of indexed repositories that are in their graphs.',
  },
  nodes: {
    type: 'counter',
    name: 'gkg_indexer_nodes_total',
    help: 'Nodes of the graphs that were made, by label: definitions among them.',
    labels: { label: [...(Object.keys(nodeKinds) as NodeLabel[]), 'other'] },
  },
  edges: {
    type: 'counter',
    name: 'gkg_indexer_edges_total',
    help: 'Edges of the graphs that were made, by label.',
    labels: { label: [...(Object.keys(edgeKinds) as EdgeLabel[]), 'other'] },
  },
  callSites: {
    type: 'counter',
    name: 'gkg_indexer_sites_total',
    help: 'Calls in the source of indexed repositories, and calls and references that were not resolved.',
    labels: { which: ['calls', 'unresolved'] },
  },
  graphs: {
    type: 'counter',
    name: 'gkg_indexer_graphs_written_total',
    help: 'Graph files by what they were made from: all rows, or the previous file and what changed.',
    labels: { from: ['rows', 'previous'] },
  },
  graphBytes: {
    type: 'histogram',
    name: 'gkg_indexer_graph_bytes',
    help: 'Size of a graph file that was made.',
    buckets: [1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9, 3e9],
  },
  notifyRetries: {
    type: 'counter',
    name: 'gkg_indexer_notify_retries_total',
    help: 'Repeated notifications of the webserver, by the kind of the error.',
    labels: { kind: errorKinds },
  },
  peakMemory: {
    type: 'histogram',
    name: 'gkg_indexer_job_peak_memory_bytes',
    help: 'Peak resident memory of a job that succeeded.',
    buckets: [1e8, 2e8, 4e8, 8e8, 1.6e9, 3.2e9, 6.4e9],
  },
  leftovers: {
    type: 'counter',
    name: 'gkg_indexer_leftovers_removed_total',
    help: 'Directories of dead jobs, and caches of dropped graphs, that were removed.',
  },
} as const satisfies MetricCatalogue;

export type IndexerMetrics = InstrumentsOf<typeof indexerMetrics>;

export interface IndexerLoad {
  readonly runningMax: number;
  queued(): number;
  running(): number;
  warm(): { readonly count: number; readonly bytes: number };
}

/** The indexer's metrics; the gauges read their value when they are asked. */
export function createIndexerMetrics(metrics: Metrics, load: IndexerLoad): IndexerMetrics {
  return metrics.register(indexerMetrics, {
    warm: () => load.warm().count,
    warmBytes: () => load.warm().bytes,
    queued: () => load.queued(),
    running: () => load.running(),
    runningMax: () => load.runningMax,
  });
}

const { labels } = {
  labels: {
    phase: indexerMetrics.phaseSeconds.labels.phase,
    language: indexerMetrics.files.labels.language,
    family: indexerMetrics.resolveSeconds.labels.family,
    reason: indexerMetrics.skipped.labels.reason,
    node: indexerMetrics.nodes.labels.label,
    edge: indexerMetrics.edges.labels.label,
  },
};

/** Counts what a job that succeeded measured. */
export function observeStatistics(metrics: IndexerMetrics, statistics: IndexStatistics): void {
  metrics.extracted.inc(statistics.files_extracted);
  metrics.sourceBytes.inc(statistics.source_bytes);
  metrics.callSites.inc({ which: 'calls' }, statistics.call_sites);
  metrics.callSites.inc({ which: 'unresolved' }, statistics.unresolved_sites);
  metrics.graphs.inc({ from: statistics.graph_made_from });
  metrics.graphBytes.observe(statistics.graph_bytes);
  metrics.peakMemory.observe(statistics.peak_memory_bytes);
  each(statistics.languages, (name, count) =>
    metrics.files.inc({ language: oneOf(labels.language, name) }, count),
  );
  each(statistics.files_skipped, (name, count) =>
    metrics.skipped.inc({ reason: oneOf(labels.reason, name) }, count),
  );
  each(statistics.nodes, (name, count) => metrics.nodes.inc({ label: oneOf(labels.node, name) }, count));
  each(statistics.edges, (name, count) => metrics.edges.inc({ label: oneOf(labels.edge, name) }, count));
  observeTimes(metrics, statistics);
}

function observeTimes(metrics: IndexerMetrics, statistics: IndexStatistics): void {
  each(statistics.phase_seconds, (name, seconds) =>
    metrics.phaseSeconds.observe({ phase: oneOf(labels.phase, name) }, seconds),
  );
  each(statistics.parse_seconds, (name, seconds) =>
    metrics.parseSeconds.inc({ language: oneOf(labels.language, name) }, seconds),
  );
  each(statistics.resolve_seconds, (name, seconds) =>
    metrics.resolveSeconds.inc({ family: oneOf(labels.family, name) }, seconds),
  );
}

function each(counts: Readonly<Record<string, number>>, take: (name: string, count: number) => void): void {
  for (const [name, count] of Object.entries(counts)) take(name, count);
}

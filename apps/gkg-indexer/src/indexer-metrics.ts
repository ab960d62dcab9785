import type { IndexStatistics } from '@gkg/protocol';
import type { Metrics } from '@gkg/runtime';

/** Every metric of the indexer. */
const catalogue = {
  jobs: {
    name: 'gkg_indexer_jobs_total',
    help: 'Jobs that ended, by outcome: succeeded, canceled, or the kind of the error.',
    labels: ['outcome'],
  },
  jobSeconds: {
    name: 'gkg_indexer_job_seconds',
    help: 'Time from the start of a job to its end.',
    labels: ['outcome'],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
  },
  phaseSeconds: {
    name: 'gkg_indexer_phase_seconds',
    help: 'Time a job spent in one phase.',
    labels: ['phase'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300],
  },
  queued: { name: 'gkg_indexer_queue_length', help: 'Jobs that wait.' },
  running: { name: 'gkg_indexer_jobs_running', help: 'Jobs that run.' },
  refused: {
    name: 'gkg_indexer_requests_refused_total',
    help: 'Requests for a job that were refused, by the kind of the error.',
    labels: ['kind'],
  },
  warm: {
    name: 'gkg_indexer_warm_processes',
    help: 'Idle job processes that are kept for the next job of their namespace.',
  },
  warmBytes: {
    name: 'gkg_indexer_warm_bytes',
    help: 'Resident memory of the kept job processes, measured when they became idle.',
  },
  files: { name: 'gkg_indexer_files_total', help: 'Files of indexed repositories that are in their graphs.' },
  extracted: {
    name: 'gkg_indexer_files_extracted_total',
    help: 'Files that a parser read; those of the rest were known from before.',
  },
  graphs: {
    name: 'gkg_indexer_graphs_written_total',
    help: 'Graph files by what they were made from: all rows, or the previous file and what changed.',
    labels: ['from'],
  },
  skipped: {
    name: 'gkg_indexer_files_skipped_total',
    help: 'Files that were not parsed, by reason.',
    labels: ['reason'],
  },
  notifyRetries: {
    name: 'gkg_indexer_notify_retries_total',
    help: 'Repeated notifications of the webserver, by the kind of the error.',
    labels: ['kind'],
  },
  peakMemory: {
    name: 'gkg_indexer_job_peak_memory_bytes',
    help: 'Peak resident memory of a job that succeeded.',
    buckets: [1e8, 2e8, 4e8, 8e8, 1.6e9, 3.2e9, 6.4e9],
  },
  leftovers: {
    name: 'gkg_indexer_leftovers_removed_total',
    help: 'Directories of dead jobs, and caches of dropped graphs, that were removed.',
  },
} as const;

export type IndexerMetrics = ReturnType<typeof createIndexerMetrics>;

export interface IndexerLoad {
  queued(): number;
  running(): number;
  warm(): { readonly count: number; readonly bytes: number };
}

/** The indexer's metrics; the gauges read their value when they are asked. */
export function createIndexerMetrics(metrics: Metrics, load: IndexerLoad) {
  metrics.gauge(catalogue.warm, () => load.warm().count);
  metrics.gauge(catalogue.warmBytes, () => load.warm().bytes);
  metrics.gauge(catalogue.queued, () => load.queued());
  metrics.gauge(catalogue.running, () => load.running());
  return {
    jobs: metrics.counter(catalogue.jobs),
    jobSeconds: metrics.histogram(catalogue.jobSeconds),
    phaseSeconds: metrics.histogram(catalogue.phaseSeconds),
    refused: metrics.counter(catalogue.refused),
    files: metrics.counter(catalogue.files),
    extracted: metrics.counter(catalogue.extracted),
    graphs: metrics.counter(catalogue.graphs),
    skipped: metrics.counter(catalogue.skipped),
    notifyRetries: metrics.counter(catalogue.notifyRetries),
    peakMemory: metrics.histogram(catalogue.peakMemory),
    leftovers: metrics.counter(catalogue.leftovers),
  };
}

/** Counts what a job that succeeded measured. */
export function observeStatistics(metrics: IndexerMetrics, statistics: IndexStatistics): void {
  metrics.files.inc(statistics.files_parsed);
  metrics.extracted.inc(statistics.files_extracted);
  metrics.graphs.inc({ from: statistics.graph_made_from });
  metrics.peakMemory.observe(statistics.peak_memory_bytes);
  for (const [reason, count] of Object.entries(statistics.files_skipped))
    metrics.skipped.inc({ reason }, count);
  for (const [phase, seconds] of Object.entries(statistics.phase_seconds)) {
    metrics.phaseSeconds.observe({ phase }, seconds);
  }
}

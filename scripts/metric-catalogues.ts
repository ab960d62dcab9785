import { nodeMetrics, serverMetrics, type MetricCatalogue } from '@gkg/runtime';
import { coordinatorMetrics } from '../apps/gkg-coordinator/src/coordinator-metrics.ts';
import { indexerMetrics } from '../apps/gkg-indexer/src/indexer-metrics.ts';
import { proxyMetrics } from '../apps/gkg-proxy/src/proxy-metrics.ts';
import { webserverMetrics } from '../apps/gkg-webserver/src/webserver-metrics.ts';

/** All metrics there are, by who has them. */
export const metricCatalogues = {
  'gkg-proxy': proxyMetrics,
  'gkg-indexer': indexerMetrics,
  'gkg-webserver': webserverMetrics,
  'gkg-coordinator': coordinatorMetrics,
  'each server': serverMetrics,
  'each process': nodeMetrics,
} as const satisfies Record<string, MetricCatalogue>;

import { createRequire } from 'node:module';
import type * as Client from 'prom-client';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type { Counter, Gauge, Histogram } from 'prom-client';

/** What a metric is called and how it is split; each service keeps its own in one catalogue table. */
export interface MetricName<Label extends string = string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

export interface HistogramName<Label extends string = string> extends MetricName<Label> {
  /** Upper bounds in the metric's own unit. */
  readonly buckets?: readonly number[];
}

export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(metric: MetricName<Label>): Counter<Label>;
  gauge<Label extends string>(metric: MetricName<Label>, collect?: () => number): Gauge<Label>;
  histogram<Label extends string>(metric: HistogramName<Label>): Histogram<Label>;
}

/** A registry of its own per service instance, so that two can live in one process (tests, `gkg up`). */
export function createMetrics(service: string): Metrics {
  // Loaded with the first registry: commands that count nothing need not wait for it.
  const client = createRequire(import.meta.url)('prom-client') as typeof Client;
  const registry = new client.Registry();
  registry.setDefaultLabels({ service });
  client.collectDefaultMetrics({ register: registry });
  return {
    registry,
    counter: (metric) => new client.Counter({ ...basics(metric), registers: [registry] }),
    gauge: (metric, collect) =>
      new client.Gauge({ ...basics(metric), registers: [registry], ...collector(collect) }),
    histogram: (metric) =>
      new client.Histogram({
        ...basics(metric),
        registers: [registry],
        ...(metric.buckets === undefined ? {} : { buckets: [...metric.buckets] }),
      }),
  };
}

function basics<Label extends string>(metric: MetricName<Label>) {
  return { name: metric.name, help: metric.help, labelNames: [...(metric.labels ?? [])] };
}

function collector(collect: (() => number) | undefined) {
  if (collect === undefined) return {};
  return {
    collect(this: { set(value: number): void }) {
      this.set(collect());
    },
  };
}

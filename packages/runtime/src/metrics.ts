import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

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
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    counter: (metric) => new Counter({ ...basics(metric), registers: [registry] }),
    gauge: (metric, collect) =>
      new Gauge({ ...basics(metric), registers: [registry], ...collector(collect) }),
    histogram: (metric) =>
      new Histogram({
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

import type { MetricDefinition } from '@gkg/runtime';

/*
 * Expressions over metrics of the catalogues. A metric is given as its definition, never as a name, so that an
 * expression can only be about one that exists; labels and their values are checked as well.
 */
type Counter = MetricDefinition & { readonly type: 'counter' };
type Gauge = MetricDefinition & { readonly type: 'gauge' };
type Histogram = MetricDefinition & { readonly type: 'histogram' };
type LabelOf<Metric> = Metric extends { readonly labels: infer Sets } ? keyof Sets & string : never;
type Matching<Metric> = Metric extends { readonly labels: infer Sets }
  ? { readonly [Label in keyof Sets]?: Sets[Label] extends readonly (infer Value)[] ? Value : string }
  : Readonly<Record<string, never>>;

/** How fast a counter, or the count of a histogram, rises, per second. */
export function rate<const Metric extends Counter>(
  metric: Metric,
  by: readonly (LabelOf<Metric> | 'instance' | 'service')[] = [],
  matching: Matching<Metric> = {} as Matching<Metric>,
): string {
  return summed(`rate(${metric.name}${selector(matching)}[5m])`, by);
}

export function increase<const Metric extends Counter>(
  metric: Metric,
  window: string,
  by: readonly (LabelOf<Metric> | 'instance')[] = [],
  matching: Matching<Metric> = {} as Matching<Metric>,
): string {
  return summed(`increase(${metric.name}${selector(matching)}[${window}])`, by);
}

export function gauge<const Metric extends Gauge>(
  metric: Metric,
  matching: Matching<Metric> = {} as Matching<Metric>,
): string {
  return `${metric.name}${selector(matching)}`;
}

/** The value that the given part of the observations is below. */
export function quantile<const Metric extends Histogram>(
  part: number,
  metric: Metric,
  by: readonly LabelOf<Metric>[] = [],
): string {
  return `histogram_quantile(${part}, ${summed(`rate(${metric.name}_bucket[5m])`, ['le', ...by])})`;
}

/** What was observed on the average, over five minutes. */
export function mean<const Metric extends Histogram>(
  metric: Metric,
  by: readonly LabelOf<Metric>[] = [],
): string {
  return `${summed(`rate(${metric.name}_sum[5m])`, by)} / ${summed(`rate(${metric.name}_count[5m])`, by)}`;
}

function summed(expression: string, by: readonly string[]): string {
  return by.length === 0 ? `sum(${expression})` : `sum by (${by.join(', ')}) (${expression})`;
}

function selector(matching: object): string {
  const entries = Object.entries(matching);
  return entries.length === 0 ? '' : `{${entries.map(([label, value]) => `${label}="${value}"`).join(', ')}}`;
}

/*
 * Metrics, and the only form in which one is named: a catalogue, which is a table of a service with the name, the
 * help and the closed set of values of each label. Whatever counts, documents, draws or alerts takes names from
 * there, so that none can be misspelt, and none exists that nobody described.
 *
 * Every series of a catalogue exists from the start, at zero: a rate over something that has never happened is
 * then 0 and not nothing, and an alert on it works the first time. So a label takes values that we know
 * before: kinds, phases, outcomes; never a namespace, a path or anything else that others choose.
 */
import { createRequire } from 'node:module';
import type * as Client from 'prom-client';
import type { Registry } from 'prom-client';

/** Values that only the running service knows, but which its code decides: its routes. Told when it starts. */
export interface LateValues {
  readonly from: string;
}

export type LabelSets = Readonly<Record<string, readonly string[] | LateValues>>;

export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labels?: LabelSets;
  /** Upper bounds of a histogram, in the metric's own unit. */
  readonly buckets?: readonly number[];
}

export type MetricCatalogue = Readonly<Record<string, MetricDefinition>>;

export type LabelsOf<Metric> = Metric extends { readonly labels: infer Sets }
  ? { readonly [Label in keyof Sets]: Sets[Label] extends readonly string[] ? Sets[Label][number] : string }
  : undefined;

type Given<Labels, Value extends unknown[]> = Labels extends undefined
  ? Value
  : [labels: Labels, ...value: Value];

export interface Counter<Labels = undefined> {
  inc(...given: Given<Labels, [by?: number]>): void;
}
export interface Gauge<Labels = undefined> {
  set(...given: Given<Labels, [value: number]>): void;
}
export interface Histogram<Labels = undefined> {
  observe(...given: Given<Labels, [value: number]>): void;
  /** Makes a series exist, for values that the catalogue could not know. */
  zero(...given: Given<Labels, []>): void;
}

export type InstrumentsOf<Catalogue extends MetricCatalogue> = {
  readonly [Key in keyof Catalogue]: {
    readonly counter: Counter<LabelsOf<Catalogue[Key]>>;
    readonly gauge: Gauge<LabelsOf<Catalogue[Key]>>;
    readonly histogram: Histogram<LabelsOf<Catalogue[Key]>>;
  }[Catalogue[Key]['type']];
};

/** Values that are read off when somebody asks: of gauges, and of counters that count somewhere else. */
export type Readings<Catalogue extends MetricCatalogue> = {
  readonly [Key in keyof Catalogue]?: () => number | Promise<number>;
};

export interface Metrics {
  readonly registry: Registry;
  /** Makes every metric of the catalogue, and every series of each at zero. */
  register<const Catalogue extends MetricCatalogue>(
    catalogue: Catalogue,
    readings?: Readings<Catalogue>,
  ): InstrumentsOf<Catalogue>;
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
    register<Catalogue extends MetricCatalogue>(catalogue: Catalogue, readings: Readings<Catalogue> = {}) {
      const made = Object.entries(catalogue).map(
        ([key, metric]) => [key, make(client, registry, metric, readings[key])] as const,
      );
      return Object.fromEntries(made) as unknown as InstrumentsOf<Catalogue>;
    },
  };
}

type Reading = (() => number | Promise<number>) | undefined;

function make(client: typeof Client, registry: Registry, metric: MetricDefinition, reading: Reading) {
  const basics = {
    name: metric.name,
    help: metric.help,
    labelNames: Object.keys(metric.labels ?? {}),
    registers: [registry],
  };
  if (metric.type === 'histogram') {
    const buckets = metric.buckets === undefined ? {} : { buckets: [...metric.buckets] };
    const histogram = new client.Histogram({ ...basics, ...buckets });
    for (const labels of seriesOf(metric)) histogram.zero(labels);
    return histogram;
  }
  if (metric.type === 'gauge') {
    const gauge = new client.Gauge({ ...basics, ...read(reading, (value) => gauge.set(value)) });
    for (const labels of seriesOf(metric)) gauge.set(labels, 0);
    return gauge;
  }
  const count = (value: number) => {
    counter.reset();
    counter.inc(value);
  };
  const counter = new client.Counter({ ...basics, ...read(reading, count) });
  for (const labels of seriesOf(metric)) counter.inc(labels, 0);
  return counter;
}

function read(reading: Reading, set: (value: number) => void) {
  return reading === undefined
    ? {}
    : {
        // What cannot be read must not hide the rest.
        collect: async () =>
          set(
            await Promise.resolve()
              .then(reading)
              .catch(() => Number.NaN),
          ),
      };
}

/** Every combination of the values of a metric's labels: one empty one where it has none. */
export function seriesOf({ labels = {} }: MetricDefinition): Record<string, string>[] {
  let series: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(labels)) {
    const known = 'from' in values ? [] : values;
    series = series.flatMap((one) => known.map((value) => ({ ...one, [label]: value })));
  }
  return series;
}

/** The value where it is one of the set; another process may know more of them than this one. */
export function oneOf<const Values extends readonly string[]>(values: Values, value: string) {
  return values.includes(value) ? (value as Values[number]) : 'other';
}

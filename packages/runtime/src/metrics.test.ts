import { expect, test } from 'vitest';
import { createMetrics, oneOf, seriesOf, type MetricCatalogue } from './metrics.ts';
import { nodeMetrics, serverMetrics } from './process-metrics.ts';

const catalogue = {
  jobs: {
    type: 'counter',
    name: 'gkg_test_jobs_total',
    help: 'Jobs.',
    labels: { outcome: ['ok', 'failed'] },
  },
  queue: { type: 'gauge', name: 'gkg_test_queue', help: 'Queue.' },
  seconds: {
    type: 'histogram',
    name: 'gkg_test_seconds',
    help: 'Time.',
    labels: { phase: ['scan', 'parse'] },
    buckets: [1, 2],
  },
  deaths: { type: 'counter', name: 'gkg_test_deaths_total', help: 'Deaths.' },
} as const satisfies MetricCatalogue;

test('two services in one process have registries of their own', async () => {
  const [one, two] = [createMetrics('one'), createMetrics('two')];
  one.register(catalogue).jobs.inc({ outcome: 'ok' });
  two.register(catalogue);
  expect(await one.registry.metrics()).toContain('gkg_test_jobs_total{outcome="ok",service="one"} 1');
  expect(await two.registry.metrics()).toContain('gkg_test_jobs_total{outcome="ok",service="two"} 0');
});

test('every series exists before anything happened', async () => {
  const metrics = createMetrics('one');
  metrics.register(catalogue);
  const text = await metrics.registry.metrics();
  for (const series of [
    'gkg_test_jobs_total{outcome="ok",service="one"} 0',
    'gkg_test_jobs_total{outcome="failed",service="one"} 0',
    'gkg_test_queue{service="one"} 0',
    'gkg_test_seconds_bucket{le="2",service="one",phase="parse"} 0',
    'gkg_test_seconds_count{service="one",phase="scan"} 0',
    'gkg_test_deaths_total{service="one"} 0',
  ]) {
    expect(text).toContain(`${series}\n`);
  }
});

test('a value may be read off when it is asked for', async () => {
  const metrics = createMetrics('one');
  const queue = [1, 2];
  let deaths = 4;
  metrics.register(catalogue, { queue: () => queue.length, deaths: () => Promise.resolve(deaths) });
  expect(await metrics.registry.metrics()).toContain('gkg_test_deaths_total{service="one"} 4');
  queue.push(3);
  deaths = 5;
  const text = await metrics.registry.metrics();
  expect(text).toContain('gkg_test_queue{service="one"} 3');
  expect(text).toContain('gkg_test_deaths_total{service="one"} 5');
});

test('a value that is not of the set is told as another one', () => {
  expect(oneOf(['scan', 'parse'], 'parse')).toBe('parse');
  expect(oneOf(['scan', 'parse'], 'dream')).toBe('other');
});

test("the catalogue of Node's own metrics names what Node tells, and no other", async () => {
  const { registry } = createMetrics('one');
  const told = registry.getMetricsAsArray().map(({ name }) => name);
  expect(
    Object.values(nodeMetrics)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(told.sort());
  const types = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)]));
  for (const { name, type } of Object.values(nodeMetrics)) expect(types.get(name), name).toBe(type);
});

test('values that only the service knows are no series of the catalogue', () => {
  expect(seriesOf(serverMetrics.requestSeconds)).toEqual([]);
});

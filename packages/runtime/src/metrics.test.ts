import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('two services in one process have registries of their own', async () => {
  const jobs = { name: 'gkg_test_jobs_total', help: 'Jobs.', labels: ['outcome'] } as const;
  const [one, two] = [createMetrics('one'), createMetrics('two')];
  one.counter(jobs).inc({ outcome: 'ok' });
  two.counter(jobs);
  expect(await one.registry.metrics()).toContain('gkg_test_jobs_total{outcome="ok",service="one"} 1');
  expect(await two.registry.metrics()).not.toContain('outcome="ok"');
});

test('a gauge may be read off when it is asked for', async () => {
  const metrics = createMetrics('one');
  const queue = [1, 2];
  metrics.gauge({ name: 'gkg_test_queue', help: 'Queue.' }, () => queue.length);
  queue.push(3);
  expect(await metrics.registry.metrics()).toContain('gkg_test_queue{service="one"} 3');
});

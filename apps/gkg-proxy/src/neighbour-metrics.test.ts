import { createHttpServer, createLogger, createMetrics } from '@gkg/runtime';
import { expect, test } from 'vitest';
import { addNeighbourMetrics } from './neighbour-metrics.ts';

function server(service: string) {
  const logger = createLogger('test', { level: 'silent' });
  return createHttpServer({
    service,
    logger,
    metrics: createMetrics(service),
    bodyBytesMax: 1024,
    ready: () => true,
  });
}

test('what indexer and webserver count is read through the proxy; one that is away is an error', async () => {
  const indexer = server('gkg-indexer');
  const proxy = server('gkg-proxy');
  try {
    const indexerUrl = await indexer.listen({ host: '127.0.0.1', port: 0 });
    addNeighbourMetrics(proxy, { indexerUrl, webserverUrl: 'http://127.0.0.1:9' });
    const answer = await proxy.inject('/indexer/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.body).toMatch(/process_cpu_seconds_total/);
    expect(await proxy.inject('/webserver/metrics')).toMatchObject({ statusCode: 502 });
  } finally {
    await Promise.all([proxy.close(), indexer.close()]);
  }
});

import { clientSignal, requestJson, type Config } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';

const answerTimeoutMs = 5000;
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * `/indexer/metrics` and `/webserver/metrics`: indexer and webserver listen on loopback, so that Prometheus reaches
 * theirs through the one port that a node publishes, under the paths that Zoekt's gateways have for it too.
 */
export function addNeighbourMetrics(
  server: FastifyInstance,
  { indexerUrl, webserverUrl }: Pick<Config, 'indexerUrl' | 'webserverUrl'>,
): void {
  for (const [name, url] of Object.entries({ indexer: indexerUrl, webserver: webserverUrl })) {
    server.get(`/${name}/metrics`, async (_request, reply) => {
      const options = { timeoutMs: answerTimeoutMs, parse: (text: string) => text };
      const metrics = await requestJson(`${url}/metrics`, options, clientSignal(reply.raw));
      return reply.type(contentType).send(metrics);
    });
  }
}

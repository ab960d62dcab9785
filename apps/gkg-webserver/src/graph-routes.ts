import type { GraphPool, GraphVersion } from '@gkg/graph-store';
import { inventoryRequest, namespaceId, swapRequest } from '@gkg/protocol';
import type { ServedGraph } from '@gkg/protocol';
import { inSpan, noteFacts, parseBody } from '@gkg/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { GraphSwaps } from './graph-swaps.ts';
import { inventory } from './inventory.ts';
import { observed } from './webserver-metrics.ts';
import type { WebserverMetrics } from './webserver-metrics.ts';

const graphParams = z.object({ namespace_id: namespaceId });

/** What is served: swap in, drop, describe, list. */
export function addGraphRoutes(
  server: FastifyInstance,
  dataDir: string,
  pool: GraphPool,
  swaps: GraphSwaps,
  metrics: WebserverMetrics,
): void {
  const observe = (outcome: string, seconds: number) =>
    metrics.swapSeconds.observe({ outcome: outcome === 'ok' ? 'ok' : 'failed' }, seconds);

  server.get('/api/v1/graphs', (request) =>
    inventory(dataDir, pool, parseBody(inventoryRequest, request.query)),
  );
  server.get('/api/v1/graph_db', () => ({ graphs: pool.list().map(describe), rebuild: pool.rebuild() }));
  server.get('/api/v1/graph_db/:namespace_id', (request) => describe(pool.get(namespaceOf(request))));
  server.post('/api/v1/graph_db/:namespace_id', async (request) => {
    const id = namespaceOf(request);
    const { file } = parseBody(swapRequest, request.body);
    return describe(await observed(observe, () => inSpan('swap', {}, () => swaps.swap(id, file))));
  });
  server.delete('/api/v1/graph_db/:namespace_id', async (request) => {
    const id = namespaceOf(request);
    await swaps.drop(id);
    return { namespace_id: id };
  });
}

function namespaceOf(request: FastifyRequest): number {
  const { namespace_id: id } = parseBody(graphParams, request.params);
  noteFacts({ namespace_id: id });
  return id;
}

function describe({ manifest }: GraphVersion): ServedGraph {
  return {
    namespace_id: manifest.namespace_id,
    project_id: manifest.project_id,
    project: manifest.project,
    commit: manifest.commit,
    indexed_at: manifest.finished_at,
    schema_version: manifest.schema_version,
    graph_bytes: manifest.graph_bytes,
    counts: manifest.counts,
  };
}

import type { GraphPool } from '@gkg/graph-store';
import { callerOfHeaders, namespaceId } from '@gkg/protocol';
import { clientSignal, parseBody } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CallBudgets } from './call-budgets.ts';

const warmParams = z.object({ namespace_id: namespaceId });

/**
 * `POST /api/v1/graph_db/:namespace_id/warm`: an editor or a chat was opened, calls will follow. Answers when
 * the graph is open, so that the first call need not wait for it; the graph is kept open from then on.
 */
export function addWarmRoute(
  server: FastifyInstance,
  pool: GraphPool,
  budgets: CallBudgets,
  timeoutMs: number,
): void {
  server.post('/api/v1/graph_db/:namespace_id/warm', async (request, reply) => {
    budgets.spend(callerOfHeaders(request.headers), 1);
    const { namespace_id: id } = parseBody(warmParams, request.params);
    await pool.warm(id, timeoutMs, clientSignal(reply.raw));
    return { namespace_id: id };
  });
}

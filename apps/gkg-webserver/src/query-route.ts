import { queryRequest } from '@gkg/protocol';
import { clientSignal, parseBody } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import type { ToolCaller } from './tool-caller.ts';

/** `POST /api/v1/query`: one tool call, answered with its result and where it came from. */
export function addQueryRoute(server: FastifyInstance, call: ToolCaller): void {
  server.post('/api/v1/query', async (request, reply) => {
    const query = parseBody(queryRequest, request.body);
    const text = await call(query.namespace_id, query.tool, query.arguments, clientSignal(reply.raw));
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

import { callerOfHeaders, queryRequest } from '@gkg/protocol';
import { clientSignal, parseBody } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import type { CallBudgets } from './call-budgets.ts';
import type { ToolCaller } from './tool-caller.ts';

/** `POST /api/v1/query`: one tool call, answered with its result and where it came from. */
export function addQueryRoute(server: FastifyInstance, call: ToolCaller, budgets: CallBudgets): void {
  server.post('/api/v1/query', async (request, reply) => {
    const caller = callerOfHeaders(request.headers);
    budgets.spend(caller, 1);
    const { namespace_id: namespaceId, tool, arguments: args } = parseBody(queryRequest, request.body);
    const text = await call({ namespaceId, caller, tool, args }, clientSignal(reply.raw));
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

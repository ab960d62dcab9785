import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { GraphPool } from '@gkg/graph-store';
import { GkgError, callerOfHeaders, namespaceId, namespaceScopeHeader } from '@gkg/protocol';
import type { Caller, QueryResponse } from '@gkg/protocol';
import { parseBody } from '@gkg/runtime';
import { createMcpServer } from '@gkg/tools';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallBudgets } from './call-budgets.ts';
import type { ToolCaller } from './tool-caller.ts';

const scopeHeaders = z.object({ [namespaceScopeHeader]: namespaceId });
const scopeQuery = z.object({ namespace_id: namespaceId });

/**
 * MCP over Streamable HTTP, without sessions: each request is complete in itself, so any of them may
 * reach a restarted process. Which namespace it is about is said by the request's header or address,
 * which the router or the user's configuration sets; the model cannot choose it.
 */
export function addMcpRoute(server: FastifyInstance, parts: McpParts): void {
  server.post('/mcp', async (request, reply) => {
    const scope = scopeOf(request);
    const caller = callerOf(request);
    parts.budgets.spend(caller, Array.isArray(request.body) ? request.body.length : 1);
    warmAtStart(request.body, scope, parts);
    const mcp = createMcpServer({
      async call({ tool, arguments: args }, signal) {
        const text = await parts.call({ namespaceId: scope, caller, tool, args }, signal);
        return JSON.parse(text) as QueryResponse;
      },
    });
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    // Answers by itself from here on; when the client goes away, the calls it made are aborted.
    reply.hijack();
    reply.raw.once('close', () => void mcp.close());
    await mcp.connect(transport);
    await transport.handleRequest(request.raw, withCorrelation(reply, request), request.body);
  });
  // The protocol's way to say that there is no stream to listen to and no session to end.
  server.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    handler: (_request, reply) => reply.code(405).header('allow', 'POST').send(noSessions),
  });
}

export interface McpParts {
  readonly pool: GraphPool;
  readonly call: ToolCaller;
  readonly budgets: CallBudgets;
  readonly warmTimeoutMs: number;
}

const startMethods = new Set(['initialize', 'tools/list']);

/** A client that connects will ask soon. What is wrong with the graph is told to its first call. */
function warmAtStart(body: unknown, scope: number, { pool, warmTimeoutMs }: McpParts): void {
  const { method } = (body ?? {}) as { readonly method?: unknown };
  if (typeof method !== 'string' || !startMethods.has(method)) return;
  void pool.warm(scope, warmTimeoutMs).catch(() => undefined);
}

/** Who speaks this protocol for a user is a program, also when it was given no name. */
function callerOf(request: FastifyRequest): Caller {
  const caller = callerOfHeaders(request.headers);
  return caller.user !== null && caller.agent === null ? { ...caller, agent: 'mcp' } : caller;
}

const noSessions = {
  jsonrpc: '2.0',
  error: { code: -32_000, message: 'This server has no sessions; every request is a POST.' },
  id: null,
};

/** A hijacked answer has none of the headers that were set on the reply. */
function withCorrelation(reply: FastifyReply, request: FastifyRequest): FastifyReply['raw'] {
  reply.raw.setHeader('x-request-id', request.id);
  return reply.raw;
}

function scopeOf(request: FastifyRequest): number {
  const { headers, query } = request;
  if (headers[namespaceScopeHeader] !== undefined) {
    return parseBody(scopeHeaders, headers)[namespaceScopeHeader];
  }
  if ((query as Record<string, unknown>)['namespace_id'] !== undefined) {
    return parseBody(scopeQuery, query).namespace_id;
  }
  throw new GkgError(
    'invalid_request',
    `The request does not say which namespace it is about: set the header ${namespaceScopeHeader} or the ` +
      'query parameter namespace_id.',
  );
}

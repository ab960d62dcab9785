import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { GkgError, namespaceId, namespaceScopeHeader } from '@gkg/protocol';
import type { QueryResponse } from '@gkg/protocol';
import { parseBody } from '@gkg/runtime';
import { createMcpServer } from '@gkg/tools';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ToolCaller } from './tool-caller.ts';

const scopeHeaders = z.object({ [namespaceScopeHeader]: namespaceId });
const scopeQuery = z.object({ namespace_id: namespaceId });

/**
 * MCP over Streamable HTTP, without sessions: each request is complete in itself, so any of them may
 * reach a restarted process. Which namespace it is about is said by the request's header or address,
 * which the router or the user's configuration sets; the model cannot choose it.
 */
export function addMcpRoute(server: FastifyInstance, call: ToolCaller): void {
  server.post('/mcp', async (request, reply) => {
    const scope = scopeOf(request);
    const mcp = createMcpServer({
      call: async (asked, signal) =>
        JSON.parse(await call(scope, asked.tool, asked.arguments, signal)) as QueryResponse,
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

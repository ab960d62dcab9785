import type { Readable } from 'node:stream';
import { callerHeaders, callerOfClaims, inventoryRequest, namespaceId } from '@gkg/protocol';
import { clientSignal, parseBody, type TokenCheck } from '@gkg/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Forwarder } from './forward.ts';

export interface ForwardParts {
  readonly checkToken: TokenCheck;
  readonly queries: Forwarder;
  readonly sessions: Forwarder;
  /** Paths that a gateway in front leaves before the routes; `*` stands for any one segment. */
  readonly prefixes: readonly string[];
}

const warmParams = z.object({ namespace_id: namespaceId });

/**
 * The routes for Rails and the coordinator. Every request needs a token signed with the shared secret; it
 * authorises for the node as a whole, and who signs it has checked what the user may see. The namespace of an
 * MCP session stands in a header of the signer (`namespaceScopeHeader`), and so does who the request is made
 * for, unless the token itself says it.
 */
export function addForwardRoutes(server: FastifyInstance, parts: ForwardParts): void {
  void server.register((routes, _options, done) => {
    routes.addHook('onRequest', async (request) => {
      // Who is named in the token is who asks, whatever the headers say.
      const claims = await parts.checkToken(request.headers);
      Object.assign(request.headers, callerHeaders(callerOfClaims(claims)));
    });
    // Bodies are passed on unread, whatever they are.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    for (const prefix of ['', ...parts.prefixes]) {
      const path = prefix.replaceAll('*', ':any');
      routes.post(`${path}/kg/api/v1/query`, (request, reply) =>
        passOn(parts.queries, '/api/v1/query', request, reply),
      );
      routes.post(`${path}/kg/api/v1/graph_db/:namespace_id/warm`, (request, reply) => {
        const { namespace_id: id } = parseBody(warmParams, request.params);
        return passOn(parts.queries, `/api/v1/graph_db/${id}/warm`, request, reply);
      });
      routes.get(`${path}/kg/api/v1/graphs`, (request, reply) => {
        const { after, limit } = parseBody(inventoryRequest, request.query);
        return passOn(parts.queries, `/api/v1/graphs?after=${after}&limit=${limit}`, request, reply);
      });
      routes.route({
        method: ['GET', 'POST', 'DELETE'],
        url: `${path}/kg/mcp`,
        // A client of MCP listens by GET for what the server may say of its own accord.
        handler: (request, reply) => passOn(parts.sessions, '/mcp', request, reply, request.method === 'GET'),
      });
    }
    done();
  });
}

async function passOn(
  forwarder: Forwarder,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  isEndless = false,
): Promise<FastifyReply> {
  const answer = await forwarder.forward(
    {
      method: request.method as 'GET' | 'POST' | 'DELETE',
      path,
      headers: request.headers,
      body: (request.body as Readable | undefined) ?? null,
      correlationId: request.id,
      isEndless,
    },
    clientSignal(reply.raw),
  );
  // Where a session ends because its client went away, nobody is left to be told.
  answer.body.once('error', () => reply.raw.destroy());
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

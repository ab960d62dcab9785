import { callerHeaders, callerOfClaims } from '@gkg/protocol';
import type { TokenCheck } from '@gkg/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const probes = new Set(['/health/live', '/health/ready', '/metrics']);
const graphRoutes = '/api/v1/graph_db';

/**
 * For a webserver that others than the proxy of its node can reach: every request needs a token of Rails or
 * the coordinator, but for probes and, from the same machine, the routes by which indexer and proxy change
 * what is served.
 */
export function requireTokens(server: FastifyInstance, check: TokenCheck): void {
  server.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url ?? '';
    if (probes.has(route)) return;
    if (route.startsWith(graphRoutes) && isNeighbour(request)) return;
    const claims = await check(request.headers);
    Object.assign(request.headers, callerHeaders(callerOfClaims(claims)));
  });
}

/** By the connection, not by a header: what a gateway forwards comes with the headers it likes. */
function isNeighbour({ socket }: FastifyRequest): boolean {
  const { remoteAddress = '' } = socket;
  return remoteAddress === '::1' || /^(::ffff:)?127\./.test(remoteAddress);
}

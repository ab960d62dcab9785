import { GkgError } from '@gkg/protocol';
import { clientSignal, parseBody } from '@gkg/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { authenticate } from './authenticate.ts';
import { coordinatorMetrics } from './coordinator-metrics.ts';
import type { Coordinator } from './coordinator.ts';
import { owner, type Principal } from './principal.ts';
import type { Route } from './route.ts';

/** Serves the routes of the public API: who asks is found out before anything else is looked at. */
export function addRoutes(server: FastifyInstance, coordinator: Coordinator, routes: readonly Route[]): void {
  const add = (scope: FastifyInstance, route: Route, bodyLimit?: number) =>
    scope.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => answer(route, coordinator, request, reply).catch(counted(coordinator)),
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
    });
  for (const route of routes) if (route.isRaw !== true) add(server, route);
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    for (const route of routes) if (route.isRaw === true) add(scope, route, coordinator.hookBytesMax);
    done();
  });
}

const refusals = coordinatorMetrics.refusals.labels.code;

function counted({ metrics }: Coordinator): (error: unknown) => never {
  return (error) => {
    const code = refusals.find((kind) => error instanceof GkgError && error.kind === kind);
    if (code !== undefined) metrics.refusals.inc({ code });
    throw error;
  };
}

async function answer(
  route: Route,
  coordinator: Coordinator,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const principal = await allowedPrincipal(route, coordinator, request, reply);
  const { status, body } = await route.handle({
    params: parsed(route.params, request.params),
    query: parsed(route.query, request.query),
    body: parsed(route.body, request.body),
    principal,
    coordinator,
    now: coordinator.now(),
    correlationId: request.id,
    signal: clientSignal(reply.raw),
    headers: request.headers,
    raw: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  });
  return reply.code(status).send(body);
}

function parsed(schema: z.ZodType | undefined, value: unknown): unknown {
  return schema === undefined ? undefined : parseBody(schema, value ?? {});
}

async function allowedPrincipal(
  route: Route,
  coordinator: Coordinator,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Principal> {
  if (route.access === 'anyone') return { ...owner, name: 'anyone', isAdmin: false, ownsProjects: false };
  const principal = await principalOf(coordinator, request, reply);
  if (route.access === 'user' || principal.isAdmin) return principal;
  throw new GkgError('forbidden', 'Only an admin may do this.');
}

export async function principalOf(
  { db, now, access }: Coordinator,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Principal> {
  const asking = { headers: request.headers, address: request.socket.remoteAddress };
  try {
    return await authenticate(db, asking, now(), access);
  } catch (error) {
    if (error instanceof GkgError && error.kind === 'unauthorized')
      reply.header('www-authenticate', 'Bearer');
    throw error;
  }
}

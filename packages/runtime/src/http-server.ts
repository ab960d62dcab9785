import { createRequire } from 'node:module';
import { GkgError, errorBody, errorPolicies, toGkgError } from '@gkg/protocol';
import type * as Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { refuseForeignOrigins } from './foreign-origins.ts';
import { correlationIdOf, followRequests, type RequestFollower } from './request-work.ts';
import { endSilentConnections } from './silent-connections.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { measureRequests } from './request-metrics.ts';

export interface HttpServerOptions {
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly bodyBytesMax: number;
  /**
   * True, or what this service lacks to do its job. Cheap, and by what is known already: it is asked by every probe,
   * and must not ask anybody else.
   */
  ready(): true | readonly string[];
}

/** Longest time that a client may take to send its request; the framework's default is for ever. */
const requestTimeoutMs = 60_000;
/** A path may hold a project's name, escaped; longer requests are refused before they are routed. */
const parameterLengthMax = 16_384;

/**
 * A server with what every service has: /metrics, /health/live, /health/ready, one form of error body,
 * no answers to web pages from elsewhere, and for each request a correlation id and a line (request-work.ts).
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const onError = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) =>
    answerError(requests, thrown, request, reply);
  // Loaded with the first server: commands that start none need not wait for it.
  const { fastify } = createRequire(import.meta.url)('fastify') as typeof Fastify;
  const server = fastify({
    bodyLimit: options.bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: parameterLengthMax },
    genReqId: correlationIdOf,
    frameworkErrors: (error, request, reply) => void onError(error, request, reply),
  });
  const requests = followRequests(server, options.logger);
  server.setErrorHandler(onError);
  server.setNotFoundHandler((request) => {
    throw new GkgError('not_found', `There is no route ${request.method} ${request.url.split('?')[0]}.`);
  });
  refuseForeignOrigins(server);
  endSilentConnections(server);
  measureRequests(server, options.metrics);
  addHealthRoutes(server, options);
  return server;
}

/**
 * Starts to listen and answers the base URL. `setting` names the variable that moves the port, for the
 * message when the address is taken.
 */
export async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
  setting = 'the port setting',
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    throw explainListenFailure(error, { host, port, setting });
  }
}

/** `port_in_use` that names the setting to change, or the failure itself when it is another one. */
export function explainListenFailure(
  failure: unknown,
  address: { readonly host: string; readonly port: number; readonly setting: string },
): unknown {
  if ((failure as NodeJS.ErrnoException).code !== 'EADDRINUSE') return failure;
  const { host, port, setting } = address;
  return new GkgError(
    'port_in_use',
    `Address ${host}:${port} is taken; stop the process that has it, or choose another port with ${setting}.`,
    { detail: address, cause: failure },
  );
}

/** The value in the form of the schema, or `invalid_request` that names the field and what is allowed. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    field: issue.path.length === 0 ? 'body' : issue.path.join('.'),
    message: issue.message,
  }));
  const message = issues.map((issue) => `${issue.field}: ${issue.message}`).join('; ');
  throw new GkgError('invalid_request', `${message}.`, { detail: { issues } });
}

function addHealthRoutes(server: FastifyInstance, options: HttpServerOptions): void {
  server.get('/metrics', async (_request, reply) => {
    reply.type(options.metrics.registry.contentType);
    return options.metrics.registry.metrics();
  });
  server.get('/health/live', () => ({ status: 'ok', service: options.service }));
  server.get('/health/ready', () => {
    const ready = options.ready();
    if (ready === true) return { status: 'ok', service: options.service };
    throw new GkgError('not_ready', `${options.service} is not ready: ${ready.join(', ')}.`, {
      detail: { lacks: ready },
    });
  });
}

function answerError(
  requests: RequestFollower,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = fromFastify(thrown);
  const policy = errorPolicies[error.kind];
  requests.failed(request, error);
  if (policy.retry && (policy.status === 429 || policy.status === 503)) {
    reply.header('retry-after', retryAfterSeconds(error));
  }
  return reply.code(policy.status).send(errorBody(error));
}

/** Fastify refuses malformed requests itself; its codes are translated, so that there is one form. */
function fromFastify(thrown: unknown): GkgError {
  const { statusCode, message } = thrown as { statusCode?: number; message?: string };
  if (thrown instanceof GkgError || statusCode === undefined) return toGkgError(thrown);
  if (statusCode === 413) {
    return new GkgError('too_large', 'The request body is larger than the limit.', { cause: thrown });
  }
  if (statusCode >= 400 && statusCode < 500) {
    return new GkgError('invalid_request', message ?? 'The request is malformed.', { cause: thrown });
  }
  return toGkgError(thrown);
}

function retryAfterSeconds(error: GkgError): number {
  const given = error.detail['retry_after_seconds'];
  return typeof given === 'number' && given > 0 ? Math.ceil(given) : 1;
}

import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import { errorPolicies, type GkgError } from '@gkg/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from './logger.ts';
import { requestWork, type Span } from './traces.ts';
import { correlationIdForm, within, type Work } from './work-context.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Comes again and again and tells nothing by itself: a poll, a heartbeat. Reading requests all count so. */
    isRoutine?: boolean;
  }
}

interface Followed {
  readonly work: Work;
  readonly span: Span | null;
  readonly isRoutine: boolean;
  readonly startedAt: number;
  error: GkgError | null;
}

export interface RequestFollower {
  /** Tells how a request failed, for the line at its end. */
  failed(request: FastifyRequest, error: GkgError): void;
}

/** The caller's id of the request, or one of ours; it is given back with the answer. */
export function correlationIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'] ?? headers['x-gitlab-correlation-id'];
  return typeof given === 'string' && correlationIdForm.test(given) ? given : randomUUID();
}

/**
 * Makes every request a piece of work: whatever is logged in its course carries its correlation id, it has a span if
 * traces are on, and one line tells how it ended, with what handlers noted of it. Routine ones have no span of
 * their own and a line for debugging only.
 */
export function followRequests(server: FastifyInstance, logger: Logger): RequestFollower {
  const requests = new WeakMap<FastifyRequest, Followed>();
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const followed = follow(request);
    requests.set(request, followed);
    // Comes in any case: when the answer is complete, or when the client has gone before.
    reply.raw.once('close', () => tellEnd(logger, request, reply, followed));
    within(followed.work, done);
  });
  // What runs after a body was read would belong to the connection, and to whatever that was opened for.
  server.addHook('preValidation', (request, _reply, done) => {
    const followed = requests.get(request);
    if (followed === undefined) done();
    else within(followed.work, done);
  });
  return {
    failed(request, error) {
      const followed = requests.get(request);
      if (followed !== undefined) followed.error = error;
    },
  };
}

function follow(request: FastifyRequest): Followed {
  const { method, headers } = request;
  const isRoutine = method === 'GET' || method === 'HEAD' || request.routeOptions.config.isRoutine === true;
  const traceparent = typeof headers.traceparent === 'string' ? headers.traceparent : null;
  const spanName = isRoutine ? null : `${method} ${request.routeOptions.url ?? 'unknown'}`;
  const { work, span } = requestWork({ correlationId: request.id, traceparent }, spanName);
  return { work, span, isRoutine, startedAt: performance.now(), error: null };
}

function tellEnd(logger: Logger, request: FastifyRequest, reply: FastifyReply, followed: Followed): void {
  const { work, span, error, startedAt } = followed;
  const { method, routeOptions } = request;
  const route = routeOptions.url ?? 'unknown';
  const status = reply.raw.statusCode;
  const isComplete = reply.raw.writableFinished;
  const outcome = error?.kind ?? (!isComplete ? 'client_gone' : status < 400 ? 'ok' : `status_${status}`);
  const level = levelOf(followed, isComplete ? status : 0);
  const facts = { method, route, status, outcome, elapsed_ms: Math.round(performance.now() - startedAt) };
  within(work, () => {
    logger[level]({ ...facts, ...work.facts, ...told(level, error) }, 'request answered');
  });
  span?.set({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
  span?.end({ outcome, isError: status >= 500 });
}

function levelOf({ error, isRoutine }: Followed, status: number): 'error' | 'warn' | 'info' | 'debug' {
  if (error === null ? status === 500 : errorPolicies[error.kind].status === 500) return 'error';
  if (isRoutine) return 'debug';
  return status > 500 ? 'warn' : 'info';
}

function told(level: string, error: GkgError | null): object {
  if (error === null) return {};
  if (level === 'error') return { error };
  // What was wrong with a request may repeat what stood in it.
  return level === 'warn' ? { reason: error.message } : {};
}

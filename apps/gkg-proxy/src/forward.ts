import type { IncomingHttpHeaders } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { GkgError, tokenDirections } from '@gkg/protocol';
import { workHeaders } from '@gkg/runtime';
import { Pool, errors } from 'undici';

/*
 * Passes one request on and its answer back, both as streams: nothing is held in memory but what is in
 * flight, and a slow reader slows the writer. Connections are kept and reused. The token ends here, unless
 * the webserver checks tokens as well.
 */

export interface ForwardedRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable | null;
  readonly correlationId: string;
  /** Whether the answer goes on, with pauses of any length, until whoever reads it leaves. */
  readonly isEndless: boolean;
}

export interface ForwardedAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Readable;
}

export interface Forwarder {
  forward(request: ForwardedRequest, signal: AbortSignal): Promise<ForwardedAnswer>;
  close(): Promise<void>;
}

export interface ForwarderOptions {
  /** Base URL of the service that answers. */
  readonly target: string;
  readonly connectionsMax: number;
  /** Requests that may wait for a connection; more are refused. */
  readonly waitingMax: number;
  readonly bodyBytesMax: number;
  /** Whether the service that answers wants to see the caller's token itself. */
  readonly passesToken: boolean;
  /** Until the answer begins, and between any two parts of it. */
  readonly answerTimeoutMs: number;
}

const connectTimeoutMs = 2000;

/** What belongs to one connection, to the caller's identity, or is set anew on this side. */
const heldBack = new Set(
  (
    'connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade ' +
    'expect host x-request-id x-gitlab-correlation-id cookie forwarded x-forwarded-for'
  ).split(' '),
);
const tokenHeaders = ['authorization', tokenDirections.rails_to_node.header];

export function createForwarder(options: ForwarderOptions): Forwarder {
  const heldBackFrom = options.passesToken ? heldBack : new Set([...heldBack, ...tokenHeaders]);
  const pool = new Pool(options.target, {
    connections: options.connectionsMax,
    connect: { timeout: connectTimeoutMs },
  });
  return {
    async forward(request, signal) {
      if (pool.stats.queued >= options.waitingMax) throw overloaded(options.waitingMax);
      const timeoutMs = request.isEndless ? 0 : options.answerTimeoutMs;
      try {
        const answer = await pool.request({
          method: request.method,
          path: request.path,
          headers: {
            ...passedOn(request.headers, heldBackFrom),
            ...workHeaders(),
            'x-request-id': request.correlationId,
          },
          body: request.body === null ? null : limited(request.body, request.headers, options.bodyBytesMax),
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          signal,
        });
        return { status: answer.statusCode, headers: passedOn(answer.headers, heldBack), body: answer.body };
      } catch (error) {
        throw forwardError(error, options);
      }
    },
    close: () => pool.destroy(),
  };
}

function passedOn(
  headers: IncomingHttpHeaders,
  without: ReadonlySet<string>,
): Record<string, string | string[]> {
  // What the sender says is for this connection only.
  const named = new Set(headers.connection?.toLowerCase().split(/[\s,]+/));
  const entries = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !without.has(name) && !named.has(name),
  );
  return Object.fromEntries(entries) as Record<string, string | string[]>;
}

function limited(body: Readable, headers: IncomingHttpHeaders, bytesMax: number): Readable {
  if (Number(headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > bytesMax) done(tooLarge(bytesMax));
      else done(null, chunk);
    },
  });
  body.once('error', (error) => counter.destroy(error));
  return body.pipe(counter);
}

function overloaded(waitingMax: number): GkgError {
  return new GkgError('overloaded', `${waitingMax} requests wait for the webserver already.`);
}

function tooLarge(bytesMax: number): GkgError {
  return new GkgError('too_large', `The request body is larger than ${bytesMax} bytes.`);
}

function forwardError(error: unknown, options: ForwarderOptions): GkgError {
  if (error instanceof GkgError) return error;
  if (error instanceof errors.HeadersTimeoutError) {
    return new GkgError('timeout', `The webserver did not answer within ${options.answerTimeoutMs} ms.`, {
      cause: error,
    });
  }
  return new GkgError('upstream_unavailable', 'The webserver cannot be reached.', { cause: error });
}

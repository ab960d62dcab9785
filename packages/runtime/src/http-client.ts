import { GkgError, errorPolicies } from '@gkg/protocol';
import type { ErrorKind } from '@gkg/protocol';
import { workHeaders } from './work-context.ts';

export interface JsonRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly answerBytesMax?: number;
  /** Reads the text of an answer instead of `JSON.parse`. */
  readonly parse?: (text: string) => unknown;
}

const answerBytesMaxDefault = 64 * 1024 * 1024;

/**
 * One request with a JSON answer (undefined for an empty one). An error body of ours comes back as the
 * same GkgError; no connection becomes `upstream_unavailable`, the limit `timeout`. An abort by the
 * caller's signal throws the signal's own reason. In the course of some work its correlation id, and its trace if
 * there is one, go along.
 */
export async function requestJson(url: string, options: JsonRequest, signal?: AbortSignal): Promise<unknown> {
  signal?.throwIfAborted();
  // The client's own limits on headers and body (5 min) would cut short a request that waits for a job.
  const limit = AbortSignal.timeout(options.timeoutMs);
  try {
    const answer = await send(url, options, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    return readAnswer(url, answer.status, answer.text, options.parse ?? JSON.parse);
  } catch (error) {
    if (error instanceof GkgError) throw error;
    signal?.throwIfAborted();
    throw connectionError(url, options.timeoutMs, limit.aborted, error);
  }
}

async function send(url: string, options: JsonRequest, signal: AbortSignal) {
  // Loaded by the first request: a command that makes none need not wait for it.
  const { request } = await import('undici');
  const hasBody = options.body !== undefined;
  const response = await request(url, {
    method: options.method ?? (hasBody ? 'POST' : 'GET'),
    headers: {
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...workHeaders(),
      ...options.headers,
    },
    body: hasBody ? JSON.stringify(options.body) : null,
    headersTimeout: 0,
    bodyTimeout: 0,
    signal,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > (options.answerBytesMax ?? answerBytesMaxDefault)) {
      throw new GkgError('too_large', `The answer of ${origin(url)} is larger than the limit.`);
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode, text: Buffer.concat(chunks).toString('utf8') };
}

function readAnswer(url: string, status: number, text: string, parse: (text: string) => unknown): unknown {
  const body = parseJson(text, parse);
  if (status >= 200 && status < 300) {
    if (text !== '' && body === undefined) throw answerError(url, status, 'an answer that is not JSON');
    return body;
  }
  const { error, code, detail } = (body ?? {}) as { error?: unknown; code?: unknown; detail?: unknown };
  if (typeof code === 'string' && Object.hasOwn(errorPolicies, code)) {
    throw new GkgError(code as ErrorKind, String(error), {
      detail: (detail ?? {}) as Record<string, unknown>,
    });
  }
  throw answerError(url, status, `status ${status}`);
}

function answerError(url: string, status: number, what: string): GkgError {
  const kinds: Readonly<Record<number, ErrorKind>> = {
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not_found',
  };
  const kind = kinds[status] ?? 'upstream_unavailable';
  return new GkgError(kind, `${origin(url)} answered with ${what}.`, { detail: { status } });
}

function connectionError(url: string, timeoutMs: number, timedOut: boolean, cause: unknown): GkgError {
  if (timedOut) {
    return new GkgError('timeout', `${origin(url)} did not answer within ${timeoutMs} ms.`, { cause });
  }
  return new GkgError('upstream_unavailable', `${origin(url)} cannot be reached.`, { cause });
}

// A URL's path and query may carry what does not belong into an error message.
function origin(url: string): string {
  return new URL(url).origin;
}

function parseJson(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

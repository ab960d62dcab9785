import { status, type ServiceError } from '@grpc/grpc-js';
import { GkgError } from '@gkg/protocol';
import { gitalyMessages } from './gitaly-methods.ts';

/** A call that Gitaly did not answer, or answered with a status other than OK. */
export class CallFailure extends Error {
  /** gRPC's name of the status; SILENT for a stream that stopped without one. */
  readonly code: string;
  /** The pause that the server asks for. */
  readonly retryAfterMs: number;

  constructor(code: string, reason: string, retryAfterMs = 0) {
    super(reason);
    this.name = 'CallFailure';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * What another attempt may mend: a server that is away, busy or restarted, a connection that was cut (which a
 * client sees as INTERNAL or CANCELLED as well), and a stream that stopped.
 */
const passing = new Set([
  'UNAVAILABLE',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'INTERNAL',
  'UNKNOWN',
  'SILENT',
]);

export function mayPass(error: unknown): boolean {
  return error instanceof CallFailure && passing.has(error.code);
}

/**
 * The same, where INTERNAL is an answer: some versions give it to a question about a commit that is gone.
 */
export function isAway(error: unknown): boolean {
  return mayPass(error) && !['INTERNAL', 'UNKNOWN'].includes((error as CallFailure).code);
}

export function callFailure(error: unknown): CallFailure {
  const { code, details, metadata } = error as ServiceError;
  const name = status[code];
  if (name === undefined) return new CallFailure('UNKNOWN', 'the connection failed');
  const [binary] = metadata?.get('grpc-status-details-bin') ?? [];
  return new CallFailure(name, details, Buffer.isBuffer(binary) ? retryAfterMs(binary) : 0);
}

function retryAfterMs(details: Buffer): number {
  try {
    const limits = gitalyMessages
      .status()
      .deserialize(details)
      .details.filter(({ type_url }) => type_url.endsWith('/gitaly.LimitError'));
    const pauses = limits.map(({ value }) => {
      const pause = gitalyMessages.limitError().deserialize(value).retry_after;
      return pause === null ? 0 : pause.seconds * 1000 + pause.nanos / 1e6;
    });
    return Math.max(0, ...pauses.filter(Number.isFinite));
  } catch {
    // Details are a courtesy of the server; without them the ordinary pause is made.
    return 0;
  }
}

const hints: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'asks for a token, and the task brought none',
  PERMISSION_DENIED: 'refuses the token: check its secret, and the clocks of both sides',
  NOT_FOUND: 'does not have the repository',
  UNAVAILABLE: 'is not reachable',
  RESOURCE_EXHAUSTED: 'is at its limit',
  DEADLINE_EXCEEDED: 'did not answer in time',
  SILENT: 'stopped sending',
};

/** The error that leaves this package; Gitaly's own words are a detail, without what could be the secret. */
export function gitalyError(failure: CallFailure, address: string, secret: string | null): GkgError {
  const words = secret ? failure.message.replaceAll(secret, '…') : failure.message;
  const reason = words.replaceAll(/v2\.[0-9a-f]+\.\d+/g, '…').slice(0, 300);
  const hint = hints[failure.code] ?? 'could not deliver the repository';
  return new GkgError('source_unavailable', `Gitaly ${hint}.`, {
    detail: { address, status: failure.code, reason },
  });
}

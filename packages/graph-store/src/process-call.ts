import { GkgError } from '@gkg/protocol';
import type { Child } from './child-process.ts';
import type { ProcessRequest } from './process-messages.ts';

export interface Work {
  readonly namespaceId: number;
  /** Who asks; null for the pool's own work, which waits for nobody. */
  readonly caller: string | null;
  readonly timeoutMs: number;
  /** Made when the work is sent, so that it names the graph that is served then. */
  request(id: number, leftMs: number): ProcessRequest;
}

/** Work on its way through a graph process; who moves it, and when, is said in graph-process.ts. */
export interface Call {
  readonly id: number;
  readonly work: Work;
  readonly endsAt: number;
  readonly outcome: PromiseWithResolvers<unknown>;
  attempts: number;
  child: Child | null;
  /** Processes it was sent to whose death was not held against it. */
  forgiven: number;
  /** Its caller has been answered, though it is still in its process. */
  isOver: boolean;
  /** Resolved when it leaves the process it was sent to. */
  left: PromiseWithResolvers<void>;
  timer: NodeJS.Timeout | null;
}

export function newCall(id: number, work: Work): Call {
  return {
    id,
    work,
    endsAt: performance.now() + work.timeoutMs,
    outcome: Promise.withResolvers(),
    attempts: 0,
    child: null,
    forgiven: 0,
    isOver: false,
    left: Promise.withResolvers(),
    timer: null,
  };
}

const forgivenMax = 2;

/**
 * A process that died before it had started never had the call, and one that was killed was killed from outside, or
 * for another call that hung: a crash of the engine ends with another signal. But whoever is always there when it happens is suspected in the
 * end: what takes all memory is ended by a kill, too.
 */
export function takeBackAttempt(call: Call): void {
  if (call.forgiven >= forgivenMax) return;
  call.forgiven += 1;
  call.attempts -= 1;
}

/** A second attempt of the namespace on trial. */
export function isTried(call: Call, trial: number): boolean {
  return call.work.namespaceId === trial && call.attempts > 0;
}

export function full(limit: 'waiting' | 'namespace_waiting', max: number): GkgError {
  const whose = limit === 'waiting' ? 'a graph' : 'the graph of this namespace';
  return new GkgError('overloaded', `Too many calls wait for ${whose}.`, { detail: { limit, max } });
}

export function closing(): GkgError {
  return new GkgError('shutting_down', 'The graphs are being closed.');
}

export function crashed(namespaceId: number, reason: string): GkgError {
  return new GkgError('engine_failed', 'The process of this graph died while it worked on it.', {
    detail: { namespace_id: namespaceId, reason },
  });
}

export function timedOut(timeoutMs: number): GkgError {
  return new GkgError('timeout', `The call took longer than ${timeoutMs} ms.`, { detail: { timeoutMs } });
}

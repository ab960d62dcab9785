/*
 * Spans, as the rest of the code sees them. Off, which is the default, this is all there is: no SDK is loaded, a span
 * is one comparison, and what came in as `traceparent` goes on as it came. On, the SDK in span-exporter.ts makes
 * them and sends them away.
 *
 * What a span says: its name, which is one of ours, the service, ids as numbers, counts, kinds of errors. Never text
 * of a source, a path, a namespace's name, an argument or a secret (docs/operations.md "Traces").
 */
import { toGkgError } from '@gkg/protocol';
import type { ErrorKind } from '@gkg/protocol';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';
import { currentWork, workOf, within } from './work-context.ts';
import type { Facts, Work, WorkOrigin } from './work-context.ts';

export type SpanKind = 'internal' | 'server';

/** A span that runs. */
export interface Span {
  readonly traceparent: string;
  set(facts: Facts): void;
  end(outcome: SpanOutcome): void;
}

export interface SpanOutcome {
  /** `ok`, or the kind of the error. */
  readonly outcome: string;
  readonly isError: boolean;
}

/** What makes spans; there is at most one in a process. */
export interface Tracer {
  start(name: string, kind: SpanKind, parent: string | null, facts: Facts): Span;
  /** Sends what is waiting, as far as that works within the time. */
  flush(timeMsMax: number): Promise<void>;
}

/** What a process needs to send its spans; null where they are off. Crosses to child processes. */
export interface TraceSettings {
  readonly url: string;
  readonly ratio: number;
  readonly queueMax: number;
}

let tracer: Tracer | null = null;

export function traceSettings(
  config: Pick<Config, 'tracesUrl' | 'tracesRatio' | 'tracesQueueMax'>,
): TraceSettings | null {
  const { tracesUrl: url, tracesRatio: ratio, tracesQueueMax: queueMax } = config;
  return url === '' ? null : { url, ratio, queueMax };
}

/** Makes this process send its spans, if the settings say so; to be called once, at its start. */
export async function startTraces(
  settings: TraceSettings | null,
  service: string,
  logger: Logger,
): Promise<void> {
  if (settings === null || tracer !== null) return;
  const { createTracer } = await import('./span-exporter.ts');
  tracer = createTracer(settings, service, logger);
}

/** Sends the spans that are waiting; never rejects and never takes longer than its limit. */
export async function flushTraces(timeMsMax = 1000): Promise<void> {
  await tracer?.flush(timeMsMax);
}

/** A span below the present work's; null when traces are off. Who starts it ends it. */
export function startSpan(name: string, facts: Facts = {}): Span | null {
  return tracer?.start(name, 'internal', currentWork()?.traceparent ?? null, facts) ?? null;
}

/** The work of a request, with a span of its own unless traces are off or it is routine. */
export function requestWork(origin: WorkOrigin, spanName: string | null): { work: Work; span: Span | null } {
  const span = spanName === null ? null : (tracer?.start(spanName, 'server', origin.traceparent, {}) ?? null);
  const work = workOf(origin);
  return { work: span === null ? work : inside(work, span), span };
}

/**
 * Does a part of the present work under a span, which ends as the part does; `outcomeOf` says how that was where a
 * failure is a result.
 */
export async function inSpan<Result>(
  name: string,
  facts: Facts,
  run: () => Promise<Result>,
  outcomeOf: (result: Result) => SpanOutcome = () => succeeded,
): Promise<Result> {
  const work = currentWork();
  const span = work === undefined ? null : startSpan(name, facts);
  if (work === undefined || span === null) return run();
  try {
    const result = await within(inside(work, span), run);
    span.end(outcomeOf(result));
    return result;
  } catch (error) {
    span.end(failed(toGkgError(error).kind));
    throw error;
  }
}

export const succeeded: SpanOutcome = { outcome: 'ok', isError: false };

export function failed(kind: ErrorKind): SpanOutcome {
  return { outcome: kind, isError: true };
}

function inside(work: Work, span: Span): Work {
  const { correlationId, facts } = work;
  return {
    ...workOf({ correlationId, traceparent: span.traceparent }),
    facts,
    mark: (more) => span.set(more),
  };
}

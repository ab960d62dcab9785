/*
 * What a process is working for at this moment, from the first line of a request, a task or a job to the last, and
 * across every wait between them: the correlation id that all log lines carry, the span that new spans are
 * children of, and facts that the line at its end tells.
 *
 * Work begins with `beginWork`. What is handed to another process, or taken up later from a queue or a file, is its
 * origin, and the work goes on there with `continueWork`. Requests need neither: `requestJson` sends the origin
 * along, and the server of the other side takes it up.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** Where work comes from, in a form that crosses processes and outlives them. */
export interface WorkOrigin {
  readonly correlationId: string;
  /** As W3C writes it; null when nobody makes a trace. */
  readonly traceparent: string | null;
}

export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface Work extends WorkOrigin {
  /** Null where there is no trace that anybody could look up. */
  readonly traceId: string | null;
  /** Of the whole request or job; shared by all that is done for it in this process. */
  readonly facts: Record<string, string | number | boolean>;
  /** Sets attributes of its span. */
  readonly mark: (facts: Facts) => void;
}

const works = new AsyncLocalStorage<Work>();

/** Ids of others are kept only if they are safe in a header and in a log line. */
export const correlationIdForm = /^[\w.:-]{1,128}$/;

export function currentWork(): Work | undefined {
  return works.getStore();
}

export function within<Result>(work: Work, run: () => Result): Result {
  return works.run(work, run);
}

/** Work of nobody's asking, under an id of its own. */
export function beginWork<Result>(run: () => Result): Result {
  return continueWork({ correlationId: randomUUID(), traceparent: null }, run);
}

/** Goes on with work that came from elsewhere; without an origin it stays what it is. */
export function continueWork<Result>(origin: WorkOrigin | null | undefined, run: () => Result): Result {
  return origin === null || origin === undefined ? run() : within(workOf(origin), run);
}

const sampledForm = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f][13579bdf]/;

export function workOf({ correlationId, traceparent }: WorkOrigin): Work {
  const traceId = sampledForm.exec(traceparent ?? '')?.[1] ?? null;
  return { correlationId, traceparent, traceId, facts: {}, mark: () => undefined };
}

/** Of the present work, to be handed on; null outside of any. */
export function originOfWork(): WorkOrigin | null {
  const work = currentWork();
  return work === undefined ? null : { correlationId: work.correlationId, traceparent: work.traceparent };
}

/**
 * Adds to what the line at the end of the present work says, and to its span. Numbers, ids and names of ours only:
 * never a path, a text of a source or an argument.
 */
export function noteFacts(facts: Facts): void {
  const work = currentWork();
  if (work === undefined) return;
  Object.assign(work.facts, facts);
  work.mark(facts);
}

/** What every log line says of the work that it is written in. */
export function workFields(): Readonly<Record<string, string>> {
  const work = currentWork();
  if (work === undefined) return {};
  const { correlationId, traceId } = work;
  return { correlation_id: correlationId, ...(traceId === null ? {} : { trace_id: traceId }) };
}

/** The headers by which another service goes on with the present work. */
export function workHeaders(): Readonly<Record<string, string>> {
  const work = currentWork();
  if (work === undefined) return {};
  const { correlationId, traceparent } = work;
  return { 'x-request-id': correlationId, ...(traceparent === null ? {} : { traceparent }) };
}

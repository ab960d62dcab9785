/**
 * One graph process and the calls for it.
 *
 * The process is started at once, so that no call pays for it, and again when it dies; one that dies
 * before it has answered anything is started again by the next call only. A call is in one of two
 * places: `waiting` (bounded; a full line refuses) or `running` (sent; at most `runningMax`). A waiting
 * call leaves when its time is over or its caller aborts. A running one is told to cancel then, and
 * keeps its place until the process has answered; a process that has not answered `graceMs` after that
 * is taken for hung and killed.
 *
 * When the process dies (a native crash, a kill, a hang), nobody knows which call did it. Its calls
 * become suspects and get one more attempt on a fresh process, one namespace at a time:
 *
 *   normal      every waiting call may be sent.
 *   recovering  only second attempts of the namespace on trial are sent. When none is left, it is
 *               acquitted and the next suspect follows; after the last one the state is normal again.
 *               If the process dies meanwhile, that namespace is convicted: its running calls fail with
 *               `engine_failed`, it is refused for `blockedMs`, and the next suspect follows.
 *
 * A namespace with a hung call is convicted at once. So a graph that kills its process costs the others
 * time, but never an error.
 *
 * A process whose memory has grown beyond `residentBytesMax` is replaced: a fresh one gets what comes
 * next, and the old one is ended when its last call is answered.
 */
import { GkgError } from '@gkg/protocol';
import type { Logger } from '@gkg/runtime';
import { startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { receivedError } from './process-messages.ts';
import type { ProcessAnswer, ProcessLoad, ProcessRequest, ProcessSettings } from './process-messages.ts';
import { createSuspects } from './suspects.ts';
import type { Suspects } from './suspects.ts';

export interface GraphProcessOptions {
  /** The module that the process runs; it calls `serveGraphs`. */
  readonly entry: string | URL;
  readonly settings: ProcessSettings;
  readonly waitingMax: number;
  readonly runningMax: number;
  readonly residentBytesMax: number;
  readonly blockedMs: number;
  readonly graceMs: number;
  readonly logger: Logger;
  /** A namespace has killed a process twice, or has hung it. */
  onConvicted(namespaceId: number): void;
}

export interface Work {
  readonly namespaceId: number;
  readonly timeoutMs: number;
  /** Made when the work is sent, so that it names the graph that is served then. */
  request(id: number, leftMs: number): ProcessRequest;
}

interface Call {
  readonly id: number;
  readonly work: Work;
  readonly endsAt: number;
  readonly outcome: PromiseWithResolvers<unknown>;
  attempts: number;
  child: Child | null;
  timer: NodeJS.Timeout | null;
}

export interface GraphProcessLoad extends ProcessLoad {
  readonly pid: number | null;
  readonly waiting: number;
  readonly running: number;
  /** How often the process has died and was replaced. */
  readonly deaths: number;
}

export class GraphProcess {
  readonly #options: GraphProcessOptions;
  readonly #suspects: Suspects;
  #waiting = new Set<Call>();
  readonly #running = new Map<number, Call>();
  readonly #retiring = new Set<Child>();
  #child: Child | null = null;
  #load: ProcessLoad = { openGraphs: 0, residentBytes: 0 };
  #deaths = 0;
  /** Whether the present process has ever answered. */
  #answered = false;
  #calls = 0;
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(options: GraphProcessOptions) {
    this.#options = options;
    this.#suspects = createSuspects(options.blockedMs);
    this.#child = this.#start();
  }

  async run(work: Work, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    this.#refuse(work.namespaceId);
    const call = this.#enqueue(work);
    const onAbort = () => this.#abandon(call, signal?.reason);
    signal?.addEventListener('abort', onAbort);
    this.#dispatch();
    try {
      return await call.outcome.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  load(): GraphProcessLoad {
    return {
      ...this.#load,
      pid: this.#child?.pid ?? null,
      waiting: this.#waiting.size,
      running: this.#running.size,
      deaths: this.#deaths,
    };
  }

  forgive(namespaceId: number): void {
    this.#suspects.forgive(namespaceId);
  }

  /** Lets what runs finish, refuses the rest, and ends the process. */
  async close(): Promise<void> {
    this.#idle = Promise.withResolvers();
    for (const call of this.#waiting) this.#settle(call, closing());
    this.#waiting.clear();
    this.#advance();
    await this.#idle.promise;
    if (this.#child !== null) this.#retiring.add(this.#child);
    this.#child = null;
    await Promise.all([...this.#retiring].map((child) => child.end(this.#options.graceMs)));
  }

  #refuse(namespaceId: number): void {
    if (this.#idle !== null) throw closing();
    if (this.#suspects.isBlocked(namespaceId)) throw crashed(namespaceId, 'a moment ago');
    const { waitingMax } = this.#options;
    if (this.#waiting.size < waitingMax) return;
    throw new GkgError('overloaded', 'Too many calls wait for a graph.', { detail: { waitingMax } });
  }

  #enqueue(work: Work): Call {
    const call: Call = {
      id: (this.#calls += 1),
      work,
      endsAt: performance.now() + work.timeoutMs,
      outcome: Promise.withResolvers(),
      attempts: 0,
      child: null,
      timer: null,
    };
    call.timer = setTimeout(() => this.#expire(call), work.timeoutMs);
    this.#waiting.add(call);
    return call;
  }

  #dispatch(): void {
    this.#acquitTried();
    const trial = this.#suspects.onTrial();
    for (const call of this.#waiting) {
      if (this.#running.size >= this.#options.runningMax) return;
      if (trial === null || (call.work.namespaceId === trial && call.attempts > 0)) this.#send(call);
    }
  }

  /** After a call has left `running`: the next may follow, or the closing is done. */
  #advance(): void {
    if (this.#idle === null) this.#dispatch();
    else if (this.#running.size === 0) this.#idle.resolve();
  }

  #send(call: Call): void {
    this.#waiting.delete(call);
    try {
      const leftMs = Math.max(1, call.endsAt - performance.now());
      const request = call.work.request(call.id, leftMs);
      call.child = this.#child ??= this.#start();
      call.attempts += 1;
      this.#running.set(call.id, call);
      call.child.send(request);
    } catch (error) {
      this.#settle(call, error);
    }
  }

  #start(): Child {
    this.#answered = false;
    const child = startChild(this.#options.entry, this.#options.settings, {
      onAnswer: (answer) => this.#receive(child, answer),
      onExit: (reason) => this.#bury(child, reason),
    });
    return child;
  }

  #receive(child: Child, answer: ProcessAnswer): void {
    const call = this.#running.get(answer.id);
    if (call === undefined) return;
    this.#running.delete(answer.id);
    this.#answered ||= child === this.#child;
    if (answer.ok) this.#settle(call, null, answer.value);
    else this.#settle(call, receivedError(answer.error));
    if (child === this.#child) this.#weigh(child, answer.load);
    this.#endRetired();
    this.#advance();
  }

  #weigh(child: Child, load: ProcessLoad): void {
    this.#load = load;
    if (load.residentBytes <= this.#options.residentBytesMax) return;
    this.#options.logger.info({ ...load, child_pid: child.pid }, 'graph process replaced for its memory');
    this.#retiring.add(child);
    this.#child = this.#idle === null ? this.#start() : null;
  }

  #endRetired(): void {
    for (const child of this.#retiring) {
      if (this.#callsOf(child).length === 0) void child.end(this.#options.graceMs);
    }
  }

  #bury(child: Child, reason: string): void {
    if (this.#retiring.delete(child) && this.#callsOf(child).length === 0) return;
    if (this.#child === child) this.#child = this.#answered && this.#idle === null ? this.#start() : null;
    this.#deaths += 1;
    const calls = this.#callsOf(child);
    this.#options.logger.error({ child_pid: child.pid, reason, calls: calls.length }, 'graph process died');
    for (const call of calls) this.#running.delete(call.id);
    this.#retry(calls, reason);
    this.#advance();
  }

  #retry(calls: readonly Call[], reason: string): void {
    const trial = this.#suspects.onTrial();
    const second = calls.filter((call) => call.attempts > 1);
    for (const call of second) {
      this.#settle(call, crashed(call.work.namespaceId, reason));
      if (call.work.namespaceId === trial) this.#convict(trial);
    }
    const first = calls.filter((call) => call.attempts === 1 && call.timer !== null);
    this.#suspects.accuse(first.map((call) => call.work.namespaceId));
    this.#waiting = new Set([...first, ...this.#waiting]);
  }

  #convict(namespaceId: number): void {
    if (this.#suspects.isBlocked(namespaceId)) return;
    this.#suspects.convict(namespaceId);
    this.#options.logger.error({ namespace_id: namespaceId }, 'graph refused because it kills its process');
    this.#options.onConvicted(namespaceId);
  }

  #acquitTried(): void {
    for (let trial = this.#suspects.onTrial(); trial !== null; trial = this.#suspects.onTrial()) {
      const calls = [...this.#running.values(), ...this.#waiting];
      if (calls.some((call) => call.work.namespaceId === trial && call.attempts > 0)) return;
      this.#suspects.acquit();
    }
  }

  /** The call's time is over. */
  #expire(call: Call): void {
    const { graceMs } = this.#options;
    if (this.#waiting.delete(call)) return this.#settle(call, timedOut(call.work.timeoutMs));
    call.child?.send({ type: 'cancel', id: call.id });
    call.timer = setTimeout(() => this.#killHung(call), graceMs);
  }

  #killHung(call: Call): void {
    this.#running.delete(call.id);
    this.#settle(call, timedOut(call.work.timeoutMs));
    this.#convict(call.work.namespaceId);
    call.child?.kill();
    this.#advance();
  }

  /** The call's caller has gone. */
  #abandon(call: Call, reason: unknown): void {
    call.outcome.reject(reason);
    if (this.#waiting.delete(call)) return this.#settle(call, reason);
    call.child?.send({ type: 'cancel', id: call.id });
  }

  #settle(call: Call, error: unknown, value?: unknown): void {
    if (call.timer !== null) clearTimeout(call.timer);
    call.timer = null;
    if (error === null) call.outcome.resolve(value);
    else call.outcome.reject(error);
  }

  #callsOf(child: Child): Call[] {
    return [...this.#running.values()].filter((call) => call.child === child);
  }
}

function closing(): GkgError {
  return new GkgError('shutting_down', 'The graphs are being closed.');
}

function crashed(namespaceId: number, reason: string): GkgError {
  return new GkgError('engine_failed', 'The process of this graph died while it worked on it.', {
    detail: { namespace_id: namespaceId, reason },
  });
}

function timedOut(timeoutMs: number): GkgError {
  return new GkgError('timeout', `The call took longer than ${timeoutMs} ms.`, { detail: { timeoutMs } });
}

/**
 * One graph process and the calls for it.
 *
 * The process is started at once, so that no call pays for it, and again when it dies; one that dies
 * before it has answered anything is started again by the next call only. A call is in one of three
 * places: in the `line` (bounded, over all and for each namespace; a full one refuses), in which
 * namespaces, and in each those who ask, take turns; `first`, before the line, where second attempts
 * and the pool's own work are; or `running` (sent; at most `runningMax`, and `namespaceRunningMax` of one
 * namespace from the line). A waiting call leaves when its time is over or its caller aborts. A running
 * one is told to cancel then, its caller is answered `graceMs` later at the latest, and it keeps its place until
 * the process has answered. A process that has shown no sign of life for `graceMs` then is taken for hung and
 * killed, and so is one that answers others but not this call for ten times as long. One that is still
 * starting is no hung one, however long its calls have waited: killed for them, it would have to start again, and
 * on a busy machine none would ever get to work.
 *
 * When the process dies (a native crash, a hang), nobody knows which call did it. A kill from outside, or a death
 * while it was still starting, is held against nobody twice (`forgivenMax`); else its calls
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
 * next, and the old one is ended when its last call is answered. One that is younger than `replaceAfterMs`
 * is kept: if it could not stay within its budget for so long, the next one could not either, and it
 * would only be replaced at every answer.
 */
import type { Logger } from '@gkg/runtime';
import { startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { createFairLine } from './fair-line.ts';
import { receivedError } from './process-messages.ts';
import type { GraphEvents, ProcessAnswer, ProcessLoad, ProcessSettings } from './process-messages.ts';
import { closing, crashed, full, isTried, newCall, takeBackAttempt, timedOut } from './process-call.ts';
import type { Call, Work } from './process-call.ts';
import { createSuspects } from './suspects.ts';
import type { Suspects } from './suspects.ts';

export interface GraphProcessOptions {
  /** The module that the process runs; it calls `serveGraphs`. */
  readonly entry: string | URL;
  readonly settings: ProcessSettings;
  readonly waitingMax: number;
  readonly namespaceWaitingMax: number;
  readonly runningMax: number;
  readonly namespaceRunningMax: number;
  readonly residentBytesMax: number;
  readonly replaceAfterMs: number;
  readonly blockedMs: number;
  readonly graceMs: number;
  readonly logger: Logger;
  /** A namespace has killed a process twice, or has hung it. */
  onConvicted(namespaceId: number): void;
  /** A fresh process has taken the place of another. */
  onReplaced(): void;
  onGraphs(events: GraphEvents): void;
}

export interface GraphProcessLoad extends ProcessLoad {
  readonly pid: number | null;
  /** Why it can open no graph; null if it can, or has not started. */
  readonly fault: string | null;
  readonly waiting: number;
  readonly running: number;
  /** How often the process has died and was replaced. */
  readonly deaths: number;
}

export class GraphProcess {
  readonly #options: GraphProcessOptions;
  readonly #suspects: Suspects;
  readonly #line = createFairLine<Call>();
  #first = new Set<Call>();
  readonly #running = new Map<number, Call>();
  readonly #retiring = new Set<Child>();
  #child: Child | null = null;
  #startedAt = 0;
  #load: ProcessLoad = noLoad;
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
    this.#refuse(work);
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
      fault: this.#child?.fault ?? null,
      waiting: this.#first.size + this.#line.size(),
      running: this.#running.size,
      deaths: this.#deaths,
    };
  }

  forgive(namespaceId: number): void {
    this.#suspects.forgive(namespaceId);
  }

  /** Resolves when no process that is being replaced works on the namespace any more. */
  async leftBehind(namespaceId: number): Promise<void> {
    const calls = [...this.#running.values()].filter(
      ({ child, work }) => child !== this.#child && work.namespaceId === namespaceId,
    );
    await Promise.all(calls.map((call) => call.left.promise));
  }

  /** Lets what runs finish, refuses the rest, and ends the process. */
  async close(): Promise<void> {
    this.#idle = Promise.withResolvers();
    for (const call of [...this.#first, ...this.#line.clear()]) this.#settle(call, closing());
    this.#first.clear();
    this.#advance();
    await this.#idle.promise;
    if (this.#child !== null) this.#retiring.add(this.#child);
    this.#child = null;
    await Promise.all([...this.#retiring].map((child) => child.end(this.#options.graceMs)));
  }

  #refuse({ namespaceId, caller }: Work): void {
    if (this.#idle !== null) throw closing();
    if (this.#suspects.isBlocked(namespaceId)) throw crashed(namespaceId, 'a moment ago');
    if (caller === null) return;
    const { waitingMax, namespaceWaitingMax } = this.#options;
    if (this.#line.sizeOf(namespaceId) >= namespaceWaitingMax)
      throw full('namespace_waiting', namespaceWaitingMax);
    if (this.#line.size() >= waitingMax) throw full('waiting', waitingMax);
  }

  #enqueue(work: Work): Call {
    const call = newCall((this.#calls += 1), work);
    call.timer = setTimeout(() => this.#expire(call), work.timeoutMs);
    if (work.caller === null) this.#first.add(call);
    else this.#line.add(call, work.namespaceId, work.caller);
    return call;
  }

  #dispatch(): void {
    this.#acquitTried();
    for (let call = this.#next(); call !== null; call = this.#next()) this.#send(call);
  }

  #next(): Call | null {
    const trial = this.#suspects.onTrial();
    const isFull = this.#running.size >= this.#options.runningMax;
    for (const call of this.#first) {
      const mayGo = trial === null ? call.work.caller === null || !isFull : !isFull && isTried(call, trial);
      if (!mayGo) continue;
      this.#first.delete(call);
      return call;
    }
    if (isFull || trial !== null) return null;
    return this.#line.take((id) => this.#runningOf(id) < this.#options.namespaceRunningMax);
  }

  #runningOf(namespaceId: number): number {
    return [...this.#running.values()].filter(({ work }) => work.namespaceId === namespaceId).length;
  }

  /** After a call has left `running`: the next may follow, or the closing is done. */
  #advance(): void {
    if (this.#idle === null) this.#dispatch();
    else if (this.#running.size === 0) this.#idle.resolve();
  }

  #send(call: Call): void {
    try {
      const leftMs = Math.max(1, call.endsAt - performance.now());
      const request = call.work.request(call.id, leftMs);
      call.child = this.#child ??= this.#start();
      call.attempts += 1;
      call.left = Promise.withResolvers();
      this.#running.set(call.id, call);
      call.child.send(request);
    } catch (error) {
      this.#settle(call, error);
    }
  }

  #start(): Child {
    this.#answered = false;
    this.#startedAt = performance.now();
    this.#load = noLoad;
    const child = startChild(this.#options.entry, this.#options.settings, {
      onAnswer: (answer) => this.#receive(child, answer),
      onExit: (reason) => this.#bury(child, reason),
    });
    return child;
  }

  #receive(child: Child, answer: ProcessAnswer): void {
    const call = this.#running.get(answer.id);
    this.#options.onGraphs(answer.graphs);
    if (call === undefined) return;
    this.#leave(call);
    this.#answered ||= child === this.#child;
    if (answer.ok) this.#settle(call, null, answer.value);
    else this.#settle(call, receivedError(answer.error));
    if (child === this.#child) this.#weigh(child, answer.load);
    this.#endRetired();
    this.#advance();
  }

  #weigh(child: Child, load: ProcessLoad): void {
    const { residentBytesMax, replaceAfterMs, logger } = this.#options;
    this.#load = load;
    if (load.residentBytes <= residentBytesMax) return;
    if (performance.now() - this.#startedAt < replaceAfterMs) return;
    logger.info({ ...load, child_pid: child.pid }, 'graph process replaced for its memory');
    this.#retiring.add(child);
    this.#child = null;
    this.#replace();
  }

  #replace(): void {
    if (this.#idle !== null) return;
    this.#child = this.#start();
    this.#options.onReplaced();
  }

  #endRetired(): void {
    for (const child of this.#retiring) {
      if (this.#callsOf(child).length === 0) void child.end(this.#options.graceMs);
    }
  }

  #bury(child: Child, reason: string): void {
    if (this.#retiring.delete(child) && this.#callsOf(child).length === 0) return;
    this.#deaths += 1;
    const calls = this.#callsOf(child);
    this.#options.logger.error({ child_pid: child.pid, reason, calls: calls.length }, 'graph process died');
    for (const call of calls) this.#leave(call);
    if (child.lastSignAt === null || reason === 'SIGKILL') calls.forEach(takeBackAttempt);
    this.#retry(calls, reason);
    if (this.#child === child) {
      this.#child = null;
      if (this.#answered) this.#replace();
    }
    this.#advance();
  }

  #retry(calls: readonly Call[], reason: string): void {
    const trial = this.#suspects.onTrial();
    const second = calls.filter((call) => call.attempts > 1);
    for (const call of second) {
      this.#settle(call, crashed(call.work.namespaceId, reason));
      if (call.work.namespaceId === trial) this.#convict(trial);
    }
    const again = calls.filter((call) => call.attempts <= 1 && call.timer !== null && !call.isOver);
    const suspected = again.filter((call) => call.attempts === 1);
    this.#suspects.accuse(suspected.map((call) => call.work.namespaceId));
    this.#first = new Set([...again, ...this.#first]);
  }

  #convict(namespaceId: number): void {
    if (this.#suspects.isBlocked(namespaceId)) return;
    this.#suspects.convict(namespaceId);
    this.#options.logger.error({ namespace_id: namespaceId }, 'graph refused because it kills its process');
    this.#options.onConvicted(namespaceId);
  }

  #acquitTried(): void {
    for (let trial = this.#suspects.onTrial(); trial !== null; trial = this.#suspects.onTrial()) {
      const calls = [...this.#running.values(), ...this.#first];
      if (calls.some((call) => isTried(call, trial))) return;
      this.#suspects.acquit();
    }
  }

  /** The call's time is over. */
  #expire(call: Call): void {
    const { graceMs } = this.#options;
    if (this.#unqueue(call)) return this.#settle(call, timedOut(call.work.timeoutMs));
    call.child?.send({ type: 'cancel', id: call.id });
    call.timer = setTimeout(() => this.#killHung(call), graceMs);
  }

  #killHung(call: Call): void {
    call.isOver = true;
    call.outcome.reject(timedOut(call.work.timeoutMs));
    const patienceMs = this.#patienceMs(call);
    if (patienceMs > 0) {
      call.timer = setTimeout(() => this.#killHung(call), patienceMs);
      return;
    }
    this.#leave(call);
    this.#settle(call, timedOut(call.work.timeoutMs));
    if (call.child?.lastSignAt !== null) this.#convict(call.work.namespaceId);
    call.child?.kill();
    this.#advance();
  }

  /** For how long the process of an overdue call is not taken for hung yet. */
  #patienceMs({ child, endsAt }: Call): number {
    const { graceMs } = this.#options;
    const now = performance.now();
    if (child === null) return 0;
    if (child.lastSignAt === null) return Math.min(graceMs, child.startedAt + startMsMax - now);
    return now - endsAt > 10 * graceMs ? 0 : child.lastSignAt + graceMs - now;
  }

  /** The call's caller has gone. */
  #abandon(call: Call, reason: unknown): void {
    call.outcome.reject(reason);
    if (this.#unqueue(call)) return this.#settle(call, reason);
    call.child?.send({ type: 'cancel', id: call.id });
  }

  #unqueue(call: Call): boolean {
    return this.#first.delete(call) || this.#line.remove(call);
  }

  #leave(call: Call): void {
    this.#running.delete(call.id);
    call.left.resolve();
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

/** Longest start of a process: it loads the engine, on a machine that may be busy. */
const startMsMax = 60_000;

const noLoad: ProcessLoad = { openGraphs: 0, expectedBytes: 0, residentBytes: 0 };

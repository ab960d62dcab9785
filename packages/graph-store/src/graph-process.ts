/**
 * One graph process and the calls for it.
 *
 * A call is in one of two places: it waits (waiting-calls.ts), or it is `running` (sent; at most `runningMax`, and
 * `namespaceRunningMax` of one namespace from the line). A waiting call leaves when its time is over or its caller
 * aborts. A running one is told to cancel then, its caller is answered `graceMs` later at the latest, and it keeps
 * its place until the process has answered. A process that is taken for hung meanwhile (patience.ts) is killed.
 *
 * When the process dies (a native crash, a hang), another takes its place (child-succession.ts), and nobody knows
 * which call did it. A kill from outside, or a death while it was still starting, is held against nobody twice
 * (`forgivenMax`); else its calls become suspects and get one more attempt on a fresh process, one namespace at a
 * time:
 *
 *   normal      every waiting call may be sent.
 *   recovering  only second attempts of the namespace on trial are sent. When none is left, it is
 *               acquitted and the next suspect follows; after the last one the state is normal again.
 *               If the process dies meanwhile, that namespace is convicted: its running calls fail with
 *               `engine_failed`, it is refused for `blockedMs`, and the next suspect follows.
 *
 * A namespace with a hung call is convicted at once. So a graph that kills its process costs the others
 * time, but never an error.
 */
import type { Child } from './child-process.ts';
import { ChildSuccession } from './child-succession.ts';
import type { SuccessionOptions } from './child-succession.ts';
import { patienceMs } from './patience.ts';
import { receivedError } from './process-messages.ts';
import type { GraphEvents, ProcessAnswer, ProcessLoad } from './process-messages.ts';
import { closing, crashed, isTried, newCall, takeBackAttempt, timedOut } from './process-call.ts';
import type { Call, Work } from './process-call.ts';
import { createSuspects } from './suspects.ts';
import type { Suspects } from './suspects.ts';
import { createWaitingCalls } from './waiting-calls.ts';
import type { CallBounds, WaitingCalls } from './waiting-calls.ts';

export interface GraphProcessOptions extends SuccessionOptions, CallBounds {
  readonly blockedMs: number;
  /** A namespace has killed a process twice, or has hung it. */
  onConvicted(namespaceId: number): void;
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
  readonly #waiting: WaitingCalls;
  readonly #running = new Map<number, Call>();
  readonly #children: ChildSuccession;
  #deaths = 0;
  #calls = 0;
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(options: GraphProcessOptions) {
    this.#options = options;
    this.#suspects = createSuspects(options.blockedMs);
    this.#waiting = createWaitingCalls(options);
    this.#children = new ChildSuccession(options, {
      onAnswer: (child, answer) => this.#receive(child, answer),
      onExit: (child, reason) => this.#bury(child, reason),
    });
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
    const { present, load } = this.#children;
    return {
      ...load,
      pid: present?.pid ?? null,
      fault: present?.fault ?? null,
      waiting: this.#waiting.size(),
      running: this.#running.size,
      deaths: this.#deaths,
    };
  }

  forgive(namespaceId: number): void {
    this.#suspects.forgive(namespaceId);
  }

  /** Resolves when no process that is being replaced works on the namespace any more. */
  async leftBehind(namespaceId: number): Promise<void> {
    const { present } = this.#children;
    const calls = [...this.#running.values()].filter(
      ({ child, work }) => child !== present && work.namespaceId === namespaceId,
    );
    await Promise.all(calls.map((call) => call.left.promise));
  }

  /** Lets what runs finish, refuses the rest, and ends the process. */
  async close(): Promise<void> {
    this.#idle = Promise.withResolvers();
    this.#children.replaceNoMore();
    for (const call of this.#waiting.clear()) this.#settle(call, closing());
    this.#advance();
    await this.#idle.promise;
    await this.#children.end();
  }

  #refuse(work: Work): void {
    if (this.#idle !== null) throw closing();
    if (this.#suspects.isBlocked(work.namespaceId)) throw crashed(work.namespaceId, 'a moment ago');
    this.#waiting.refuse(work);
  }

  #enqueue(work: Work): Call {
    const call = newCall((this.#calls += 1), work);
    call.timer = setTimeout(() => this.#expire(call), work.timeoutMs);
    this.#waiting.add(call);
    return call;
  }

  #dispatch(): void {
    this.#acquitTried();
    for (let call = this.#next(); call !== null; call = this.#next()) this.#send(call);
  }

  #next(): Call | null {
    return this.#waiting.take(this.#running, this.#suspects.onTrial());
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
      call.child = this.#children.take();
      call.attempts += 1;
      call.left = Promise.withResolvers();
      this.#running.set(call.id, call);
      call.child.send(request);
    } catch (error) {
      this.#settle(call, error);
    }
  }

  #receive(child: Child, answer: ProcessAnswer): void {
    const call = this.#running.get(answer.id);
    this.#options.onGraphs(answer.graphs);
    if (call === undefined) return;
    this.#leave(call);
    if (answer.ok) this.#settle(call, null, answer.value);
    else this.#settle(call, receivedError(answer.error));
    this.#children.noteAnswer(child, answer.load);
    this.#children.endRetired((retired) => this.#callsOf(retired).length === 0);
    this.#advance();
  }

  #bury(child: Child, reason: string): void {
    const calls = this.#callsOf(child);
    if (this.#children.buryRetired(child) && calls.length === 0) return;
    this.#deaths += 1;
    this.#options.logger.error({ child_pid: child.pid, reason, calls: calls.length }, 'graph process died');
    for (const call of calls) this.#leave(call);
    if (child.lastSignAt === null || reason === 'SIGKILL') calls.forEach(takeBackAttempt);
    this.#retry(calls, reason);
    this.#children.noteDeath(child);
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
    this.#waiting.addAgain(again);
  }

  #convict(namespaceId: number): void {
    if (this.#suspects.isBlocked(namespaceId)) return;
    this.#suspects.convict(namespaceId);
    this.#options.logger.error({ namespace_id: namespaceId }, 'graph refused because it kills its process');
    this.#options.onConvicted(namespaceId);
  }

  #acquitTried(): void {
    for (let trial = this.#suspects.onTrial(); trial !== null; trial = this.#suspects.onTrial()) {
      const isOnTrial = (call: Call) => isTried(call, trial);
      if ([...this.#running.values()].some(isOnTrial) || this.#waiting.hasFirst(isOnTrial)) return;
      this.#suspects.acquit();
    }
  }

  /** The call's time is over. */
  #expire(call: Call): void {
    const { graceMs } = this.#options;
    if (this.#waiting.remove(call)) return this.#settle(call, timedOut(call.work.timeoutMs));
    call.child?.send({ type: 'cancel', id: call.id });
    call.timer = setTimeout(() => this.#killHung(call), graceMs);
  }

  #killHung(call: Call): void {
    call.isOver = true;
    call.outcome.reject(timedOut(call.work.timeoutMs));
    const leftMs = patienceMs(call, this.#options.graceMs);
    if (leftMs > 0) {
      call.timer = setTimeout(() => this.#killHung(call), leftMs);
      return;
    }
    this.#leave(call);
    this.#settle(call, timedOut(call.work.timeoutMs));
    if (call.child?.lastSignAt !== null) this.#convict(call.work.namespaceId);
    call.child?.kill();
    this.#advance();
  }

  /** The call's caller has gone. */
  #abandon(call: Call, reason: unknown): void {
    call.outcome.reject(reason);
    if (this.#waiting.remove(call)) return this.#settle(call, reason);
    call.child?.send({ type: 'cancel', id: call.id });
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

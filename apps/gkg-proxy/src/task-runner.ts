import { setTimeout as delay } from 'node:timers/promises';
import { GkgError, toGkgError } from '@gkg/protocol';
import type { CallbackRequest, ErrorKind, RailsTask } from '@gkg/protocol';
import { beginWork, failed, inSpan, succeeded } from '@gkg/runtime';
import type { Logger } from '@gkg/runtime';
import { readTask, type NodeTask } from './node-task.ts';
import type { TaskReport } from './perform-task.ts';

/*
 * The life of a task on the node. Rails delivers a task with every heartbeat until a callback settles it, so
 * the node keeps no queue of its own that could go stale: what waits is exactly what the last heartbeat
 * delivered and is in none of the later states. A task is known by Rails' id.
 *
 * - waiting: delivered, not begun. It begins as soon as fewer than `tasksMax` tasks run and none of its
 *   namespace does. Index tasks of a heartbeat that said `stop_indexing` are not even kept waiting.
 * - running: fetch, index and swap, or delete. Ends with its result, with an error, or at the task's own
 *   time limit, which is an error. When the node stops, a running task is broken off without a callback:
 *   Rails delivers it again, to the restarted node.
 * - reporting: its callback is in the outbox until Rails accepts it, across restarts if need be.
 * - settled: Rails accepted the callback. A heartbeat that was under way at that moment may still deliver
 *   the task, with what Rails knew before; such a delivery is ignored. A delivery by a later heartbeat is a
 *   wish to try again, and is waiting.
 *
 * Beside them the node may have work of its own, a task without a callback, which is offered: it runs if there
 * is room and no task of Rails waits for it, or not at all. It ends like a task and reports nothing.
 *
 * While it drains, what runs goes on to its end and nothing begins; a stop follows.
 * While the runner is held, what runs is broken off and nothing begins; deliveries are remembered as usual.
 */

export interface TaskRunnerOptions {
  readonly tasksMax: number;
  readonly logger: Logger;
  readonly outbox: { has(taskId: string): boolean; add(callback: CallbackRequest): Promise<void> };
  perform(task: NodeTask, signal: AbortSignal): Promise<TaskReport>;
  onEnd(task: NodeTask, outcome: TaskOutcome, seconds: number): void;
}

export type TaskOutcome = 'succeeded' | 'failed' | 'broken_off';

type TaskResult = Omit<CallbackRequest, 'name' | 'payload'> & { readonly kind: ErrorKind | null };

export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #running = new Map<string, { namespaceId: number; ended: Promise<void> }>();
  #breakOff = new AbortController();
  #isHeld = false;
  #isDraining = false;
  #isIndexingStopped = false;
  #waiting: readonly NodeTask[] = [];
  #settled = new Set<string>();

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
  }

  /** Tasks that are known and not yet done. */
  get count(): number {
    return this.#running.size + this.#waiting.length;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  /** Call before each heartbeat is sent. */
  heartbeatBegins(): void {
    this.#settled.clear();
  }

  /** Call when a callback of the task was accepted. */
  settle(taskId: string): void {
    this.#settled.add(taskId);
  }

  /** Takes the tasks of an answered heartbeat. */
  deliver(delivered: readonly RailsTask[], stopIndexing: boolean): void {
    this.#isIndexingStopped = stopIndexing;
    const tasks = delivered.map(readTask).filter((task) => task !== undefined);
    this.#waiting = tasks.filter(
      (task) => this.#isNew(task) && !(stopIndexing && task.kind === 'index_graph'),
    );
    this.#begin();
  }

  /** Begins work of the node's own, if nothing of Rails' stands back for it; answers whether it did. */
  offer(task: NodeTask): boolean {
    const isIdle = this.#waiting.length === 0 && this.#running.size < this.#options.tasksMax;
    if (
      this.#isHeld ||
      this.#isDraining ||
      this.#isIndexingStopped ||
      !isIdle ||
      this.#isBusy(task.namespaceId)
    )
      return false;
    this.#start(task);
    return true;
  }

  /** Begins nothing any more, and waits until what runs has ended, or for as long as it may take. */
  async drain(timeoutMs: number): Promise<void> {
    this.#isDraining = true;
    this.#waiting = [];
    const limit = new AbortController();
    const late = delay(timeoutMs, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([late, ...(this.#running.size === 0 ? [Promise.resolve()] : [this.#allEnded()])]);
    limit.abort();
  }

  /** Breaks off what runs, waits until it has ended, and begins nothing until it is let go. */
  async hold(): Promise<void> {
    this.#isHeld = true;
    this.#breakOff.abort(new GkgError('shutting_down', 'The node breaks off its tasks.'));
    await this.#allEnded();
  }

  letGo(): void {
    this.#breakOff = new AbortController();
    this.#isHeld = false;
    this.#begin();
  }

  /** Holds for good. */
  async stop(): Promise<void> {
    this.#waiting = [];
    await this.hold();
  }

  async #allEnded(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #isNew({ id }: NodeTask): boolean {
    return !this.#running.has(id) && !this.#options.outbox.has(id) && !this.#settled.has(id);
  }

  #begin(): void {
    if (this.#isHeld || this.#isDraining) return;
    const left: NodeTask[] = [];
    for (const task of this.#waiting) {
      if (this.#running.size >= this.#options.tasksMax || this.#isBusy(task.namespaceId)) left.push(task);
      else if (this.#isNew(task)) this.#start(task);
    }
    this.#waiting = left;
  }

  #isBusy(namespaceId: number): boolean {
    return [...this.#running.values()].some((running) => running.namespaceId === namespaceId);
  }

  #start(task: NodeTask): void {
    const ended = this.#asWork(task).finally(() => {
      this.#running.delete(task.id);
      this.#begin();
    });
    this.#running.set(task.id, { namespaceId: task.namespaceId, ended });
  }

  /** Each attempt at a task is a piece of work of its own: Rails sends none along, only the task's id. */
  async #asWork(task: NodeTask): Promise<void> {
    const facts = { task_id: task.id, task: task.kind, namespace_id: task.namespaceId };
    await beginWork(() =>
      inSpan(
        'task',
        facts,
        () => this.#run(task, facts),
        (kind) => (kind === null ? succeeded : failed(kind)),
      ),
    );
  }

  async #run(task: NodeTask, facts: object): Promise<ErrorKind | null> {
    const startedAt = performance.now();
    this.#options.logger.debug(facts, 'task begins');
    const result = await this.#result(task);
    const seconds = (performance.now() - startedAt) / 1000;
    const outcome = result === undefined ? 'broken_off' : result.success ? 'succeeded' : 'failed';
    this.#options.onEnd(task, outcome, seconds);
    const level = outcome === 'failed' ? 'warn' : 'info';
    this.#options.logger[level]({ ...facts, outcome, seconds, reason: result?.error }, 'task ended');
    if (result === undefined) return 'shutting_down';
    const { kind, ...report } = result;
    if (task.callback === null) return kind;
    const { name, payload } = task.callback;
    await this.#options.outbox.add({ name, payload, ...report });
    return kind;
  }

  async #result(task: NodeTask): Promise<TaskResult | undefined> {
    const breakOff = this.#breakOff.signal;
    const limit = AbortSignal.timeout(task.timeoutMs);
    try {
      const report = await this.#options.perform(task, AbortSignal.any([breakOff, limit]));
      return { kind: null, success: true, additional_payload: report };
    } catch (error) {
      if (breakOff.aborted) return undefined;
      const { message, kind } = limit.aborted ? overdue(task) : toGkgError(error);
      if (kind === 'internal') this.#options.logger.error({ error, task_id: task.id }, 'task met a defect');
      return { kind, success: false, error: message, additional_payload: { code: kind } };
    }
  }
}

function overdue(task: NodeTask): GkgError {
  return new GkgError('timeout', `The task took longer than its limit of ${task.timeoutMs / 1000} s.`);
}

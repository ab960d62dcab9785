import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { callbackRequest, toGkgError, type CallbackRequest } from '@gkg/protocol';
import { backoffMs, failpoint, readJson, writeFileAtomic, type Logger } from '@gkg/runtime';
import type { RailsClient } from './rails-client.ts';
import { createWakeUp } from './wake-up.ts';

/*
 * Callbacks on their way to Rails. One enters when its task has ended: first into memory, so that the task
 * counts as known from then on, then into a file of its own under callbacks/, so that a restart does not
 * repeat an hour of work for a lost answer. It leaves both when Rails has accepted it.
 *
 * A delivery run offers each callback once, oldest first. A callback that is refused does not hold up those
 * after it; a Rails that cannot be reached ends the run. After a run that left something over, the next
 * follows after a pause that doubles up to a minute. It is never given up: Rails keeps delivering a task
 * until it hears of it.
 */

export interface OutboxOptions {
  readonly directory: string;
  readonly rails: Pick<RailsClient, 'callback'>;
  readonly logger: Logger;
  onAccepted(taskId: string, callback: CallbackRequest): void;
}

const retryPause = { firstDelayMs: 500, delayMsMax: 60_000 };
const idleMs = 3_600_000;

export class CallbackOutbox {
  readonly #options: OutboxOptions;
  readonly #entries = new Map<string, CallbackRequest>();
  readonly #wakeUp = createWakeUp();

  /** Use `openOutbox`, which reads what an earlier process left. */
  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(taskId: string): boolean {
    return this.#entries.has(taskId);
  }

  async add(callback: CallbackRequest): Promise<void> {
    const taskId = String(callback.payload.task_id);
    this.#entries.set(taskId, callback);
    try {
      failpoint('callback.before');
      await writeFileAtomic(this.#file(taskId), JSON.stringify(callback));
      failpoint('callback.after');
    } catch (error) {
      // A full disk must not keep the result from Rails while this process lives.
      this.#options.logger.error({ error, task_id: taskId }, 'callback cannot be kept on disk');
    }
    this.#wakeUp.wake();
  }

  async load(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true });
    for (const name of (await readdir(this.#options.directory)).sort()) {
      if (name.endsWith('.json')) await this.#loadFile(name);
    }
  }

  async #loadFile(name: string): Promise<void> {
    try {
      const callback = callbackRequest.parse(await readJson(join(this.#options.directory, name)));
      this.#entries.set(String(callback.payload.task_id), callback);
    } catch (error) {
      // Rails delivers the task again, since it never heard of it.
      this.#options.logger.error({ error, file: name }, 'kept callback is not readable');
      await rm(join(this.#options.directory, name), { force: true });
    }
  }

  /** Delivers until the signal is aborted; what is left over then stays on disk. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.#deliver(signal)) ? 0 : failures + 1;
      await this.#wakeUp.wait(failures === 0 ? idleMs : backoffMs(failures, retryPause), signal);
    }
  }

  async #deliver(signal: AbortSignal): Promise<boolean> {
    let complete = true;
    for (const [taskId, callback] of this.#entries) {
      const error = await this.#offer(taskId, callback, signal);
      if (error === undefined) continue;
      if (signal.aborted) return false;
      complete = false;
      const { kind, detail } = toGkgError(error);
      this.#options.logger.warn({ error, task_id: taskId }, 'callback was not accepted');
      if (kind === 'timeout' || (kind === 'upstream_unavailable' && detail['status'] === undefined)) break;
    }
    return complete;
  }

  async #offer(taskId: string, callback: CallbackRequest, signal: AbortSignal): Promise<unknown> {
    try {
      await this.#options.rails.callback(callback, signal);
      failpoint('callback.accepted');
      this.#entries.delete(taskId);
      this.#options.onAccepted(taskId, callback);
      await rm(this.#file(taskId), { force: true });
      return undefined;
    } catch (error) {
      return error ?? new Error('unknown');
    }
  }

  #file(taskId: string): string {
    return join(this.#options.directory, `${encodeURIComponent(taskId)}.json`);
  }
}

export async function openOutbox(options: OutboxOptions): Promise<CallbackOutbox> {
  const outbox = new CallbackOutbox(options);
  await outbox.load();
  return outbox;
}

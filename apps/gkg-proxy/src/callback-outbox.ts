import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  callbackRequest,
  errorPolicies,
  toGkgError,
  type CallbackRequest,
  type GkgError,
} from '@gkg/protocol';
import {
  backoffMs,
  continueWork,
  failpoint,
  inSpan,
  originOfWork,
  parseExactJson,
  readJson,
  writeFileAtomic,
  type Logger,
  type WorkOrigin,
} from '@gkg/runtime';
import { z } from 'zod';
import type { RailsClient } from './rails-client.ts';
import { createWakeUp } from './wake-up.ts';

/*
 * Callbacks on their way to Rails. One enters when its task has ended: first into memory, so that the task
 * counts as known from then on, then into a file of its own under callbacks/, so that a restart does not
 * repeat an hour of work for a lost answer. It leaves both when Rails has accepted it.
 *
 * A delivery run offers each callback once, oldest first. A callback that is refused does not hold up those
 * after it; a Rails that cannot be reached ends the run. After a run that left something over, the next
 * follows after a pause that doubles up to a setting.
 *
 * It is given up only when Rails says that it will never take it: 400, not of its form, or 422, from a node
 * that it does not know. The second may pass, since the next heartbeat makes the node known; so a callback is
 * dropped when all that it met for `refusedMsMax` was refusal. If Rails still wants the task done, it delivers
 * it again. Everything else, an expired secret or a moved address too, is tried for as long as it takes: Rails
 * keeps delivering a task until it hears of it.
 *
 * A callback keeps the origin of its task's work, in its file too, so that what is logged of it, and the request that
 * carries it, have the correlation id of the task after a restart as before.
 */

export interface OutboxOptions {
  readonly directory: string;
  readonly rails: Pick<RailsClient, 'callback'>;
  readonly logger: Logger;
  readonly refusedMsMax: number;
  readonly pauseMsMax: number;
  onAccepted(taskId: string): void;
  /** Rails will not take it. */
  onDropped(taskId: string): void;
}

const firstPauseMs = 500;
const idleMs = 3_600_000;
const finalStatuses: ReadonlySet<unknown> = new Set([400, 422]);

const keptCallback = callbackRequest.extend({
  origin: z
    .object({ correlationId: z.string(), traceparent: z.string().nullable() })
    .nullable()
    .default(null),
});

interface Entry {
  readonly callback: CallbackRequest;
  readonly origin: WorkOrigin | null;
  refusedSinceMs: number | undefined;
}

export class CallbackOutbox {
  readonly #options: OutboxOptions;
  readonly #entries = new Map<string, Entry>();
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
    const origin = originOfWork();
    this.#entries.set(taskId, { callback, origin, refusedSinceMs: undefined });
    try {
      failpoint('callback.before');
      await writeFileAtomic(this.#file(taskId), JSON.stringify({ ...callback, origin }));
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
      if (name.startsWith('.')) await rm(join(this.#options.directory, name), { force: true });
      else if (name.endsWith('.json')) await this.#loadFile(name);
    }
  }

  async #loadFile(name: string): Promise<void> {
    try {
      const kept = await readJson(join(this.#options.directory, name), parseExactJson);
      const { origin, ...callback } = keptCallback.parse(kept);
      this.#entries.set(String(callback.payload.task_id), { callback, origin, refusedSinceMs: undefined });
    } catch (error) {
      // Rails delivers the task again, since it never heard of it.
      this.#options.logger.error({ error, file: name }, 'kept callback is not readable');
      await rm(join(this.#options.directory, name), { force: true });
    }
  }

  /** Delivers until the signal is aborted; what is left over then stays on disk. */
  async run(signal: AbortSignal): Promise<void> {
    const pause = { firstDelayMs: firstPauseMs, delayMsMax: this.#options.pauseMsMax };
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.#deliver(signal)) ? 0 : failures + 1;
      await this.#wakeUp.wait(failures === 0 ? idleMs : backoffMs(failures, pause), signal);
    }
  }

  /** Forgets all of them, on disk too. */
  async clear(): Promise<void> {
    for (const taskId of this.#entries.keys()) await this.#remove(taskId);
  }

  async #deliver(signal: AbortSignal): Promise<boolean> {
    let complete = true;
    for (const [taskId, entry] of this.#entries) {
      const end = await continueWork(entry.origin, () => this.#settle(taskId, entry, signal));
      if (end === 'gone') continue;
      if (signal.aborted) return false;
      complete = false;
      if (end === 'away') break;
    }
    return complete;
  }

  /** Offers a callback; it is gone when it was accepted or given up, and waits where Rails is away. */
  async #settle(taskId: string, entry: Entry, signal: AbortSignal): Promise<'gone' | 'refused' | 'away'> {
    const error = await this.#offer(taskId, entry, signal);
    if (error === undefined) return 'gone';
    if (signal.aborted) return 'away';
    if (await this.#isGivenUp(taskId, entry, error)) return 'gone';
    this.#options.logger.warn({ error, task_id: taskId }, 'callback was not accepted');
    return isAway(error) ? 'away' : 'refused';
  }

  async #offer(taskId: string, { callback }: Entry, signal: AbortSignal): Promise<GkgError | undefined> {
    try {
      await inSpan('callback', { task_id: taskId }, () => this.#options.rails.callback(callback, signal));
      this.#options.logger.debug({ task_id: taskId }, 'callback was accepted');
      failpoint('callback.accepted');
      // Known as settled before it is unknown here: a delivery in between must not begin the task again.
      this.#options.onAccepted(taskId);
      await this.#remove(taskId);
      return undefined;
    } catch (error) {
      return toGkgError(error);
    }
  }

  async #isGivenUp(taskId: string, entry: Entry, error: GkgError): Promise<boolean> {
    const now = performance.now();
    const isRefused = finalStatuses.has(statusOf(error));
    entry.refusedSinceMs = isRefused ? (entry.refusedSinceMs ?? now) : undefined;
    if (entry.refusedSinceMs === undefined || now - entry.refusedSinceMs < this.#options.refusedMsMax) {
      return false;
    }
    this.#options.logger.error({ error, task_id: taskId }, 'callback is dropped, it was refused for good');
    await this.#remove(taskId);
    this.#options.onDropped(taskId);
    return true;
  }

  async #remove(taskId: string): Promise<void> {
    this.#entries.delete(taskId);
    await rm(this.#file(taskId), { force: true }).catch((error: unknown) => {
      // Delivered once more after a restart then, which changes nothing.
      this.#options.logger.warn({ error, task_id: taskId }, 'kept callback cannot be removed');
    });
  }

  #file(taskId: string): string {
    return join(this.#options.directory, `${encodeURIComponent(taskId)}.json`);
  }
}

function isAway(error: GkgError): boolean {
  return error.kind === 'timeout' || (error.kind === 'upstream_unavailable' && statusOf(error) === undefined);
}

/** Rails' own errors carry the status, the coordinator's their kind. */
function statusOf({ kind, detail }: GkgError): unknown {
  return detail['status'] ?? (kind === 'upstream_unavailable' ? undefined : errorPolicies[kind].status);
}

export async function openOutbox(options: OutboxOptions): Promise<CallbackOutbox> {
  const outbox = new CallbackOutbox(options);
  await outbox.load();
  return outbox;
}

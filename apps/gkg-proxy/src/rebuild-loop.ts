import type { RebuildWish } from '@gkg/protocol';
import type { Logger } from '@gkg/runtime';
import type { KnownRepositories } from './known-repositories.ts';
import { rebuildTask, type NodeTask } from './node-task.ts';
import type { TaskOutcome } from './task-runner.ts';
import type { WakeUp } from './wake-up.ts';
import type { WebserverClient } from './webserver-client.ts';

/*
 * Graphs that have to be made anew, and nobody will say so: one that was set aside because its file is
 * damaged, one of an older schema. GitLab has no message for it, so the node does it by itself
 * (docs/decisions/020-rebuilding-on-the-node.md).
 *
 * One round a minute, or when a rebuild has ended:
 *
 * - asking: the webserver lists what it wants. When it is away, the round is over.
 * - choosing: the first of them, in the webserver's order, whose repository is known and which does not pause
 *   after a failure. There is none: the round is over.
 * - offering: the task runner takes it if no task of Rails waits. It does not: the round is over.
 * - running: no other is offered until it has ended. A success is forgotten with the next list, which does
 *   not name it any more. After a failure its namespace pauses, ten minutes at first, twice as long each time
 *   up to a day. One that was broken off is offered again like the others.
 *
 * At most `perHourMax` begin within any hour; what was begun before a restart is not counted.
 */

export interface RebuildParts {
  readonly webserver: Pick<WebserverClient, 'list'>;
  readonly repositories: Pick<KnownRepositories, 'find'>;
  readonly perHourMax: number;
  readonly wakeUp: WakeUp;
  readonly logger: Logger;
  offer(task: NodeTask): boolean;
}

interface Pause {
  readonly failures: number;
  readonly untilMs: number;
}

const roundMs = 60_000;
const hourMs = 3_600_000;
const firstPauseMs = 600_000;
const pauseMsMax = 24 * hourMs;

export class RebuildLoop {
  readonly #parts: RebuildParts;
  readonly #pauses = new Map<number, Pause>();
  #beganMs: readonly number[] = [];
  #running: number | undefined;
  #wanted = 0;

  constructor(parts: RebuildParts) {
    this.#parts = parts;
  }

  /** Graphs that the webserver wanted when it was asked last. */
  get wantedCount(): number {
    return this.#wanted;
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { perHourMax, wakeUp, logger } = this.#parts;
    if (perHourMax === 0) return;
    while (!signal.aborted) {
      await this.#round(signal).catch((error: unknown) => {
        if (!signal.aborted) logger.debug({ error }, 'nobody says which graphs have to be made anew');
      });
      await wakeUp.wait(roundMs, signal);
    }
  }

  /** Call when a task that was offered has ended. */
  ended(namespaceId: number, outcome: TaskOutcome): void {
    this.#running = undefined;
    if (outcome === 'succeeded') this.#pauses.delete(namespaceId);
    if (outcome === 'failed') this.#pause(namespaceId);
    this.#parts.wakeUp.wake();
  }

  /** Call when the node's graphs were dropped. */
  clear(): void {
    this.#pauses.clear();
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { rebuild } = await this.#parts.webserver.list(signal);
    this.#wanted = rebuild.length;
    this.#forgetPauses(rebuild);
    const now = performance.now();
    this.#beganMs = this.#beganMs.filter((beganMs) => beganMs > now - hourMs);
    if (this.#running !== undefined || this.#beganMs.length >= this.#parts.perHourMax) return;
    const chosen = await this.#choose(rebuild, now);
    if (chosen === undefined || !this.#parts.offer(chosen.task)) return;
    this.#running = chosen.task.namespaceId;
    this.#beganMs = [...this.#beganMs, now];
    const facts = { namespace_id: chosen.task.namespaceId, reason: chosen.wish.reason };
    this.#parts.logger.info(facts, 'graph is made anew');
  }

  async #choose(rebuild: readonly RebuildWish[], now: number) {
    for (const wish of rebuild) {
      if ((this.#pauses.get(wish.namespace_id)?.untilMs ?? 0) > now) continue;
      const known = await this.#parts.repositories.find(wish.namespace_id);
      if (known !== undefined) return { wish, task: rebuildTask(known) };
    }
    return undefined;
  }

  #pause(namespaceId: number): void {
    const failures = (this.#pauses.get(namespaceId)?.failures ?? 0) + 1;
    const pauseMs = Math.min(pauseMsMax, firstPauseMs * 2 ** (failures - 1));
    this.#pauses.set(namespaceId, { failures, untilMs: performance.now() + pauseMs });
  }

  #forgetPauses(rebuild: readonly RebuildWish[]): void {
    const wanted = new Set(rebuild.map((wish) => wish.namespace_id));
    for (const namespaceId of this.#pauses.keys()) {
      if (!wanted.has(namespaceId)) this.#pauses.delete(namespaceId);
    }
  }
}

import { tick, type PlacementRules, type PlacementStore } from '@gkg/placement';
import { GkgError } from '@gkg/protocol';
import type { Logger } from '@gkg/runtime';
import type { SchedulerLease } from './lease.ts';

/*
 * One coordinator of several schedules: the one that holds the lease (lease.ts). Each turn of it prolongs the lease
 * and runs a tick of placement; turns follow each other at once while a tick had to leave something. A turn that
 * is asked for (`now`) is answered when one that began afterwards has ended; whoever does not hold the lease
 * answers at once, and the holder's next turn does the work.
 */

export interface SchedulerParts {
  readonly store: PlacementStore;
  readonly lease: SchedulerLease;
  readonly rules: PlacementRules;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly intervalMs: number;
  /** Called when the lease was not held before. */
  onHeld(): Promise<void>;
  /** Told with every turn, and at the end, whether the lease is held. */
  noteHolder(isHolder: boolean): void;
}

export interface Scheduler {
  now(): Promise<void>;
  /** Whether this coordinator was the one that schedules, at its last turn. */
  isHolder(): boolean;
  stop(): Promise<void>;
}

/** Turns that follow each other without a pause. */
const turnsMax = 100;

export function startScheduler(parts: SchedulerParts): Scheduler {
  const stopping = new AbortController();
  let term: number | null = null;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  const turn = async (): Promise<boolean> => {
    const held = await parts.lease.hold();
    if (held !== term) {
      parts.logger.info(
        { term: held },
        held === null ? 'another coordinator schedules' : 'this coordinator schedules',
      );
      if (held !== null) await parts.onHeld();
      term = held;
    }
    parts.noteHolder(held !== null);
    if (held === null) return false;
    const report = await tick(parts.store, parts.rules, parts.now(), stopping.signal);
    if (report.lookedAt > 0) parts.logger.debug(report, 'placement looked at projects');
    return report.hasMore;
  };
  const turns = async () => {
    next = null;
    try {
      for (let count = 0; count < turnsMax && !stopping.signal.aborted; count += 1) {
        if (!(await turn())) return;
      }
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (error instanceof GkgError && error.kind === 'lease_lost') term = null;
      parts.noteHolder(false);
      parts.logger.error({ error }, 'placement failed; the next turn tries again');
    }
  };
  const soon = () => {
    next ??= running = running.then(turns);
    return next;
  };
  const timer = setInterval(() => void soon(), parts.intervalMs).unref();
  return {
    now: soon,
    isHolder: () => term !== null,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
      parts.noteHolder(false);
      if (term !== null) await parts.lease.release().catch(() => undefined);
    },
  };
}

/**
 * When a process is taken for hung. Its call is overdue and was told to cancel; one that has shown no sign of life
 * for `graceMs` then is, and so is one that answers others but not this call for ten times as long. One that is
 * still starting is no hung one, however long its calls have waited: killed for them, it would have to start again,
 * and on a busy machine none would ever get to work.
 */
import type { Call } from './process-call.ts';

/** Longest start of a process: it loads the engine, on a machine that may be busy. */
const startMsMax = 60_000;

/** For how long the process of an overdue call is not taken for hung yet. */
export function patienceMs({ child, endsAt }: Call, graceMs: number): number {
  const now = performance.now();
  if (child === null) return 0;
  if (child.lastSignAt === null) return Math.min(graceMs, child.startedAt + startMsMax - now);
  return now - endsAt > 10 * graceMs ? 0 : child.lastSignAt + graceMs - now;
}

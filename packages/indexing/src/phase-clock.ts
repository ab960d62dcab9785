/** Seconds spent in each of several phases that follow one another. */
export interface PhaseClock {
  /** Ends the phase that runs, if one does, and starts this one. */
  start(phase: string): void;
  /** Ends the phase that runs and answers all of them, in milliseconds' precision. */
  stop(): Record<string, number>;
}

export function createPhaseClock(now: () => number = () => performance.now()): PhaseClock {
  const seconds: Record<string, number> = {};
  let current: { phase: string; since: number } | undefined;
  const end = () => {
    if (current === undefined) return;
    const { phase, since } = current;
    seconds[phase] = roundSeconds((seconds[phase] ?? 0) + (now() - since) / 1000);
    current = undefined;
  };
  return {
    start(phase) {
      end();
      current = { phase, since: now() };
    },
    stop() {
      end();
      return seconds;
    },
  };
}

export function roundSeconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

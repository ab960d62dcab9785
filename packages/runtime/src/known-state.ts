import { setTimeout as delay } from 'node:timers/promises';

/**
 * Whether another service can be used, as was seen when it was asked last. A probe is answered from this: it must
 * cost nothing, and must not wait for anybody.
 */
export interface KnownState {
  /** False until it was asked for the first time. */
  readonly isGood: boolean;
  /** Asks now. */
  ask(signal: AbortSignal): Promise<boolean>;
  /** Asks until the signal is aborted, with this pause after each answer. */
  run(intervalMs: number, signal: AbortSignal): Promise<void>;
}

/** `check` has a time limit of its own; that it fails is an answer, too. */
export function createKnownState(check: (signal: AbortSignal) => Promise<unknown>): KnownState {
  let isGood = false;
  const ask = async (signal: AbortSignal) => {
    const answer = await check(signal).then(
      () => true,
      () => false,
    );
    if (!signal.aborted) isGood = answer;
    return answer;
  };
  return {
    get isGood() {
      return isGood;
    },
    ask,
    async run(intervalMs, signal) {
      while (!signal.aborted) {
        await ask(signal);
        await delay(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';

export interface RetryOptions {
  readonly attemptsMax: number;
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  /** Whether another attempt may help; every error by default. */
  retryIf?(error: unknown): boolean;
  /** The least pause after this error, where the other side asks for one; `delayMsMax` does not bound it. */
  pauseMsMin?(error: unknown): number;
  onRetry?(error: unknown, attempt: number, delayMs: number): void;
  /** 0 to 1; injected by tests. */
  random?(): number;
}

/** Runs `work` until it succeeds, with a bounded number of attempts and a growing, jittered pause. */
export async function retry<Result>(
  work: (attempt: number) => Promise<Result>,
  options: RetryOptions,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      const hopeless = options.retryIf !== undefined && !options.retryIf(error);
      if (attempt >= options.attemptsMax || hopeless) throw error;
      await pause(error, attempt, options, signal);
    }
  }
}

async function pause(
  error: unknown,
  attempt: number,
  options: RetryOptions,
  signal: AbortSignal | undefined,
) {
  const delayMs = Math.max(backoffMs(attempt, options), options.pauseMsMin?.(error) ?? 0);
  options.onRetry?.(error, attempt, delayMs);
  try {
    await delay(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch (aborted) {
    signal?.throwIfAborted();
    throw aborted;
  }
}

/**
 * The pause after the given attempt: doubled each time up to the bound, of which a random half is taken
 * off, so that callers that failed together do not come back together.
 */
export function backoffMs(
  attempt: number,
  options: Pick<RetryOptions, 'firstDelayMs' | 'delayMsMax' | 'random'>,
): number {
  const full = Math.min(options.delayMsMax, options.firstDelayMs * 2 ** (attempt - 1));
  const random = options.random ?? Math.random;
  return Math.round(full * (1 - random() / 2));
}

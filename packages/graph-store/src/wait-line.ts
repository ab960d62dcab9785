import { GkgError } from '@gkg/protocol';

/** Things of which each is used by one caller at a time, and a bounded line of callers for them. */
export interface WaitLine<Thing> {
  take(timeoutMs: number, signal?: AbortSignal): Promise<Thing>;
  put(thing: Thing): void;
  /** Fails those who wait and whoever comes later; resolves when `count` things have come back. */
  drain(count: number): Promise<void>;
}

interface Waiter<Thing> {
  resolve(thing: Thing): void;
  reject(error: unknown): void;
}

export function createWaitLine<Thing>(waitingMax: number): WaitLine<Thing> {
  const idle: Thing[] = [];
  const waiters = new Set<Waiter<Thing>>();
  let drained: { readonly count: number; resolve(): void } | null = null;

  const settleDrain = () => {
    if (drained !== null && idle.length >= drained.count) drained.resolve();
  };

  return {
    async take(timeoutMs, signal) {
      signal?.throwIfAborted();
      if (drained !== null) throw closing();
      const thing = idle.pop();
      if (thing !== undefined) return thing;
      if (waiters.size >= waitingMax) throw overloaded(waitingMax);
      return wait(waiters, timeoutMs, signal);
    },
    put(thing) {
      const [waiter] = waiters;
      if (waiter !== undefined) return waiter.resolve(thing);
      idle.push(thing);
      settleDrain();
    },
    async drain(count) {
      const done = Promise.withResolvers<void>();
      drained = { count, resolve: done.resolve };
      for (const waiter of waiters) waiter.reject(closing());
      settleDrain();
      await done.promise;
    },
  };
}

function wait<Thing>(waiters: Set<Waiter<Thing>>, timeoutMs: number, signal?: AbortSignal): Promise<Thing> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiters.delete(waiter);
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const waiter: Waiter<Thing> = {
      resolve: (thing) => (leave(), resolve(thing)),
      reject: (error) => (leave(), reject(error)),
    };
    const onAbort = () => waiter.reject(signal?.reason);
    const timer = setTimeout(() => waiter.reject(timedOut(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', onAbort);
    waiters.add(waiter);
  });
}

function closing(): GkgError {
  return new GkgError('shutting_down', 'The graph is being closed.');
}

function overloaded(waitingMax: number): GkgError {
  return new GkgError('overloaded', 'Too many queries wait for this graph.', { detail: { waitingMax } });
}

function timedOut(timeoutMs: number): GkgError {
  return new GkgError('timeout', `The query did not get its turn within ${timeoutMs} ms.`, {
    detail: { timeoutMs },
  });
}

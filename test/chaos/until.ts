import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until there is a value that is neither null nor false; null after `timeoutMs`. */
export async function eventually<Value>(
  look: () => Value | null | false | Promise<Value | null | false>,
  timeoutMs: number,
  everyMs = 25,
): Promise<Value | null> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== false) return value;
    if (performance.now() > end) return null;
    await delay(everyMs);
  }
}

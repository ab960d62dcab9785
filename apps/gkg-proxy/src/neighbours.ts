import { createKnownState, requestJson } from '@gkg/runtime';

const probeTimeoutMs = 2000;
const probeIntervalMs = 1000;

/** The other services of the node, on which the proxy relies. */
export interface Neighbours {
  /** Asks all of them now; answers whether all are ready. */
  ask(signal: AbortSignal): Promise<boolean>;
  /** Those that were not ready when they were asked last, or were not asked yet; asks nobody. */
  lacking(): string[];
  /** Asks regularly, until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** `urls` by the names that an operator knows them by. */
export function createNeighbours(urls: Readonly<Record<string, string>>): Neighbours {
  const states = Object.entries(urls).map(([name, url]) => {
    const probe = (signal: AbortSignal) =>
      requestJson(`${url}/health/ready`, { timeoutMs: probeTimeoutMs }, signal);
    return { name, state: createKnownState(probe) };
  });
  return {
    async ask(signal) {
      const answers = await Promise.all(states.map(({ state }) => state.ask(signal)));
      signal.throwIfAborted();
      return answers.every(Boolean);
    },
    lacking: () => states.filter(({ state }) => !state.isGood).map(({ name }) => name),
    async run(signal) {
      await Promise.all(states.map(({ state }) => state.run(probeIntervalMs, signal)));
    },
  };
}

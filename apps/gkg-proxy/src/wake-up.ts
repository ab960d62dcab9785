/** A pause of a loop that something else may cut short. A wake-up during work shortens the next pause. */
export interface WakeUp {
  readonly wake: () => void;
  /** Ends after the time, at a wake-up or when the signal is aborted, whichever is first; never rejects. */
  readonly wait: (timeMs: number, signal: AbortSignal) => Promise<void>;
}

export function createWakeUp(): WakeUp {
  let pending = false;
  let resume = () => {};
  const wait = async (timeMs: number, signal: AbortSignal) => {
    if (!pending && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeMs);
        resume = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', resume, { once: true });
      });
      signal.removeEventListener('abort', resume);
    }
    pending = false;
    resume = () => {};
  };
  const wake = () => {
    pending = true;
    resume();
  };
  return { wake, wait };
}

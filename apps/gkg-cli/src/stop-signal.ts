/** Ctrl-C reaches a process several times: from the terminal, from npm and from a launcher above it. */
const togetherMs = 1000;
export const exitCodeInterrupted = 130;

/**
 * Aborts when the process is told to stop: SIGINT, SIGTERM, SIGHUP, or the death of the launcher that
 * started it. A second signal, after the ones that belong to the first, ends the process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = () => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > togetherMs) {
      process.exit(exitCodeInterrupted);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  process.once('disconnect', stop);
  // Listening keeps the channel to a launcher, and so the process, alive.
  process.channel?.unref();
  return controller.signal;
}

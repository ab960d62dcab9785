import { fork } from 'node:child_process';
import { ownEnvironment } from '@gkg/runtime';
import type { ProcessAnswer, ProcessRequest, ProcessSettings, ProcessStarted } from './process-messages.ts';

/** A running graph process, seen from its parent. */
export interface Child {
  readonly pid: number | null;
  /** Of `performance.now()`. */
  readonly startedAt: number;
  /** When it last answered, or said that it has started; null while it is starting. */
  readonly lastSignAt: number | null;
  /** Why it can open no graph, once it has started; null if it can. */
  readonly fault: string | null;
  send(request: ProcessRequest): void;
  /** Lets it exit by closing its channel, and kills it when it has not within `graceMs`. */
  end(graceMs: number): Promise<void>;
  kill(): void;
}

export interface ChildEvents {
  onAnswer(answer: ProcessAnswer): void;
  /** Once, however it ended: `reason` is its exit code, its signal or why it could not start. */
  onExit(reason: string): void;
}

export function startChild(entry: string | URL, settings: ProcessSettings, events: ChildEvents): Child {
  const child = fork(entry, [], {
    // Statements run on the threads of the process's own pool; with its default of four, as many slow
    // statements would hold up everybody else's.
    env: ownEnvironment({ UV_THREADPOOL_SIZE: String(settings.callsMax + 1) }),
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = Promise.withResolvers<void>();
  const exit = (reason: string) => {
    exited.resolve();
    events.onExit(reason);
  };
  let lastSignAt: number | null = null;
  let fault: string | null = null;
  child.on('message', (message: ProcessAnswer | ProcessStarted) => {
    lastSignAt = performance.now();
    if ('started' in message) fault = message.fault;
    else events.onAnswer(message);
  });
  child.once('exit', (code, signal) => exit(signal ?? `code ${code}`));
  child.on('error', (error) => {
    // Without a pid there was never a process, and so there will be no exit.
    if (child.pid === undefined) exit(error.message);
  });
  const send = (request: ProcessRequest) => {
    // A process that has just died cannot be sent to; its exit tells, and what it had is tried again.
    if (child.connected) child.send(request, () => undefined);
  };
  send({ type: 'start', settings });
  const startedAt = performance.now();

  return {
    pid: child.pid ?? null,
    startedAt,
    get lastSignAt() {
      return lastSignAt;
    },
    get fault() {
      return fault;
    },
    send,
    async end(graceMs) {
      if (child.connected) child.disconnect();
      const overdue = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited.promise;
      clearTimeout(overdue);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/*
 * One process that runs jobs, seen from outside. A job in it ends in exactly one of these ways:
 * - it answers `done`: the outcome, and the process may be given another job;
 * - it answers `failed`: the outcome, whatever happens to the process afterwards, which ends;
 * - it is told to cancel, and answers or not within a grace period, after which it is killed: the outcome
 *   is the reason of the abort;
 * - it exceeds its memory and is killed, or exits without an answer (a crash of native code, V8 out of
 *   memory, a kill from outside): `job_failed`, saying how it ended; `disk_full` if the volume is full,
 *   because the engine does not survive that.
 * The promise of a job that is not done settles only when the process is gone, so that its files may then be
 * removed.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { GkgError, errorBody, toGkgError } from '@gkg/protocol';
import type { JobProgress } from '@gkg/protocol';
import { diskSpace, fullVolumeBytesMax } from '@gkg/runtime';
import type { JobOrder, JobProduct, MessageFromJob, MessageToJob } from './job-messages.ts';
import { watchResidentMemory } from './resident-memory.ts';

export interface JobProcessOptions {
  /** The module that the process runs. */
  readonly entry: string;
  /** Resident memory at which the process is killed; 0 means no limit. */
  readonly memoryBytesMax: number;
  /** How long a process may take to react to a cancel, or to exit when it should. */
  readonly graceMs: number;
}

export interface JobProcess {
  readonly pid: number;
  /** Resolves when the process is gone, with how it ended, for a person. */
  readonly gone: Promise<string>;
  /** Runs a job; one at a time, and none after one that was not done. */
  run(order: JobOrder, onProgress: (progress: JobProgress) => void, signal: AbortSignal): Promise<JobProduct>;
  /** Ends the process, by force when it does not end by itself. */
  end(): Promise<void>;
}

interface JobEnd {
  readonly answer: MessageFromJob | undefined;
  /** How the process ended; undefined while it lives, which it does after `done` only. */
  readonly exit: string | undefined;
  readonly memoryBytes: number | undefined;
}

const memoryIntervalMs = 200;

export function startJobProcess(options: JobProcessOptions): JobProcess {
  const child = fork(options.entry, [], {
    execArgv: execArgv(options),
    // Nothing may reach stdout: the CLI of a person may share it.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // `close` comes after the last message was read, `exit` may come before.
    child.once('close', (code, by) => resolve(by === null ? `exit code ${code}` : `signal ${by}`));
  });
  return {
    pid: child.pid ?? 0,
    gone,
    async run(order, onProgress, signal) {
      const end = await supervise(child, gone, order, options, onProgress, signal);
      if (end.answer?.type === 'done') return end.answer.product;
      signal.throwIfAborted();
      throw end.answer?.type === 'failed' ? received(end.answer) : await crashError(end, order, options);
    },
    async end() {
      send(child, { type: 'end' });
      const force = setTimeout(() => child.kill('SIGKILL'), options.graceMs);
      await gone;
      clearTimeout(force);
    },
  };
}

function execArgv({ memoryBytesMax }: JobProcessOptions): string[] {
  const heapMib = Math.floor(memoryBytesMax / 1024 ** 2);
  return heapMib === 0 ? [] : [`--max-old-space-size=${heapMib}`];
}

async function supervise(
  child: ChildProcess,
  gone: Promise<string>,
  order: JobOrder,
  options: JobProcessOptions,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<JobEnd> {
  const done = Promise.withResolvers<undefined>();
  let answer: MessageFromJob | undefined;
  let memoryBytes: number | undefined;
  let grace: NodeJS.Timeout | undefined;
  const killAfterGrace = () => {
    grace ??= setTimeout(() => child.kill('SIGKILL'), options.graceMs);
  };
  const cancel = () => {
    send(child, { type: 'cancel', error: errorBody(toGkgError(signal.reason)) });
    killAfterGrace();
  };
  const unwatch = watchMemory(child, options, (bytes) => {
    memoryBytes = bytes;
    child.kill('SIGKILL');
  });
  const onMessage = (message: MessageFromJob) => {
    if (message.type === 'progress') return onProgress(message.progress);
    answer = message;
    return message.type === 'done' ? done.resolve(undefined) : killAfterGrace();
  };
  child.on('message', onMessage);
  signal.addEventListener('abort', cancel);
  send(child, { type: 'start', order });
  const exit = await Promise.race([done.promise, gone]);
  clearTimeout(grace);
  unwatch();
  child.off('message', onMessage);
  signal.removeEventListener('abort', cancel);
  return { answer, exit, memoryBytes };
}

function watchMemory(
  child: ChildProcess,
  options: JobProcessOptions,
  onExceeded: (bytes: number) => void,
): () => void {
  if (options.memoryBytesMax === 0 || child.pid === undefined) return () => undefined;
  const limits = { bytesMax: options.memoryBytesMax, intervalMs: memoryIntervalMs };
  return watchResidentMemory(child.pid, limits, onExceeded);
}

// A process that is already gone cannot be told anything; its `close` event says so.
function send(child: ChildProcess, message: MessageToJob): void {
  if (child.connected) child.send(message, () => undefined);
}

function received({ error }: Extract<MessageFromJob, { type: 'failed' }>): GkgError {
  return new GkgError(error.code, error.error, { detail: error.detail });
}

async function crashError(end: JobEnd, order: JobOrder, options: JobProcessOptions): Promise<GkgError> {
  if (end.memoryBytes !== undefined) {
    const message = `The job needed more than its ${options.memoryBytesMax} bytes of memory and was stopped.`;
    return new GkgError('job_failed', message, { detail: { memory_bytes: end.memoryBytes } });
  }
  const { freeBytes } = await diskSpace(order.dataDir);
  const kind = freeBytes < fullVolumeBytesMax ? 'disk_full' : 'job_failed';
  return new GkgError(kind, `The process of the job ended unexpectedly (${end.exit ?? 'no exit'}).`, {
    detail: { exit: end.exit, free_bytes: freeBytes },
  });
}

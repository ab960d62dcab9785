/*
 * One job's process, seen from outside. It ends in exactly one of these ways:
 * - it answers `done` or `failed`: that is the outcome, whatever happens to the process afterwards;
 * - it is told to cancel, and answers or not within a grace period, after which it is killed: the outcome
 *   is the reason of the abort;
 * - it exceeds its memory and is killed, or exits without an answer (a crash of native code, V8 out of
 *   memory, a kill from outside): `job_failed`, saying how it ended; `disk_full` if the volume is full,
 *   because the engine does not survive that.
 * The promise settles only when the process is gone, so that its files may then be removed.
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
  /** How long a process may take to react to a cancel, or to exit after its answer. */
  readonly graceMs: number;
}

interface JobEnd {
  readonly answer: MessageFromJob | undefined;
  /** How the process ended, for a person. */
  readonly exit: string;
  readonly memoryBytes: number | undefined;
}

const memoryIntervalMs = 200;

/** Runs one job in a process of its own. */
export async function runJobProcess(
  order: JobOrder,
  options: JobProcessOptions,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<JobProduct> {
  signal.throwIfAborted();
  const end = await superviseProcess(startProcess(options), order, options, onProgress, signal);
  if (end.answer?.type === 'done') return end.answer.product;
  signal.throwIfAborted();
  if (end.answer?.type === 'failed') {
    const { code, error, detail } = end.answer.error;
    throw new GkgError(code, error, { detail });
  }
  throw await crashError(end, order, options);
}

function startProcess(options: JobProcessOptions): ChildProcess {
  const heapMib = Math.floor(options.memoryBytesMax / 1024 ** 2);
  return fork(options.entry, [], {
    execArgv: heapMib === 0 ? [] : [`--max-old-space-size=${heapMib}`],
    // Nothing may reach stdout: the CLI of a person may share it.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function superviseProcess(
  child: ChildProcess,
  order: JobOrder,
  options: JobProcessOptions,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<JobEnd> {
  return new Promise((resolve) => {
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
    const end = (exit: string) => {
      clearTimeout(grace);
      unwatch();
      signal.removeEventListener('abort', cancel);
      resolve({ answer, exit, memoryBytes });
    };
    child.on('message', (message: MessageFromJob) => {
      if (message.type === 'progress') return onProgress(message.progress);
      answer = message;
      return killAfterGrace();
    });
    child.once('error', (error) => end(error.message));
    // `close` comes after the last message was read, `exit` may come before.
    child.once('close', (code, by) => end(by === null ? `exit code ${code}` : `signal ${by}`));
    signal.addEventListener('abort', cancel);
    send(child, { type: 'start', order });
  });
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

async function crashError(end: JobEnd, order: JobOrder, options: JobProcessOptions): Promise<GkgError> {
  if (end.memoryBytes !== undefined) {
    const message = `The job needed more than its ${options.memoryBytesMax} bytes of memory and was stopped.`;
    return new GkgError('job_failed', message, { detail: { memory_bytes: end.memoryBytes } });
  }
  const { freeBytes } = await diskSpace(order.dataDir);
  const kind = freeBytes < fullVolumeBytesMax ? 'disk_full' : 'job_failed';
  return new GkgError(kind, `The process of the job ended unexpectedly (${end.exit}).`, {
    detail: { exit: end.exit, free_bytes: freeBytes },
  });
}

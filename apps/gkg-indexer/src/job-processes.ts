/*
 * The processes that jobs run in, one job at a time in each.
 *
 * A process that has done its job is kept for the next one of its namespace, because it knows what it read:
 * the next job costs what changed and not what there is. It is kept until it has been idle for too long, or
 * until there are too many idle ones or they hold too much memory together; the one that has been idle longest
 * goes first. A process whose job failed, was canceled, or died is never used again.
 */
import type { JobProgress } from '@gkg/protocol';
import type { JobOrder, JobProduct } from './job-messages.ts';
import { startJobProcess } from './job-process-handle.ts';
import type { JobProcess, JobProcessOptions } from './job-process-handle.ts';
import { residentBytes } from './resident-memory.ts';

export interface WarmLimits {
  /** Idle processes; 0 keeps none. */
  readonly processesMax: number;
  /** Resident memory of all idle ones together. */
  readonly bytesMax: number;
  readonly idleMs: number;
}

export interface JobProcesses {
  /** Runs a job; settles only when nothing works on it any more, so that its files may then be removed. */
  run(order: JobOrder, onProgress: (progress: JobProgress) => void, signal: AbortSignal): Promise<JobProduct>;
  /** Idle processes, and their resident memory when they became idle. */
  idle(): { readonly count: number; readonly bytes: number };
  close(): Promise<void>;
}

interface Idle {
  readonly process: JobProcess;
  readonly bytes: number;
  readonly timer: NodeJS.Timeout;
}

export function createJobProcesses(options: JobProcessOptions, warm: WarmLimits): JobProcesses {
  // By namespace, longest idle first: a map keeps the order in which its keys were set.
  const idle = new Map<number, Idle>();

  const take = (namespaceId: number): JobProcess | undefined => {
    const found = idle.get(namespaceId);
    if (found === undefined) return undefined;
    clearTimeout(found.timer);
    idle.delete(namespaceId);
    return found.process;
  };
  const end = async (namespaceId: number) => take(namespaceId)?.end();
  const bytes = () => [...idle.values()].reduce((sum, each) => sum + each.bytes, 0);
  const isTooMuch = () => idle.size > warm.processesMax || bytes() > warm.bytesMax;

  const forgetWhenGone = async (namespaceId: number, entry: Idle) => {
    await entry.process.gone;
    if (idle.get(namespaceId) === entry) take(namespaceId);
  };

  const keep = async (namespaceId: number, process: JobProcess) => {
    const held = await residentBytes(process.pid);
    if (held === undefined) return process.end();
    const timer = setTimeout(() => void end(namespaceId), warm.idleMs).unref();
    const entry = { process, bytes: held, timer };
    idle.set(namespaceId, entry);
    void forgetWhenGone(namespaceId, entry);
    for (const oldest of idle.keys()) if (isTooMuch()) await end(oldest);
  };

  return {
    async run(order, onProgress, signal) {
      signal.throwIfAborted();
      const process = take(order.namespaceId) ?? startJobProcess(options);
      const product = await process.run(order, onProgress, signal);
      await keep(order.namespaceId, process);
      return product;
    },
    idle: () => ({ count: idle.size, bytes: bytes() }),
    async close() {
      await Promise.all([...idle.keys()].map((namespaceId) => end(namespaceId)));
    },
  };
}

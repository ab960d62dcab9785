/**
 * The graphs that are served, and the processes that hold them open.
 *
 * Databases are opened in child processes only: a native crash kills a child, not the HTTP process, and
 * memory that the engine does not give back goes with the child. A namespace belongs to the process
 * that its id selects; which graph it has is looked up when a call is sent, not when it arrives.
 *
 * Swapping: `warm` opens the new version in its process while the old one still serves; `swap` makes it
 * the one that calls are sent with, from one statement to the next, and then has the process close the
 * old version. The channel keeps the order, so every call sent with the old version is before that
 * request, and the process answers it when the last of them has ended.
 */
import { GkgError } from '@gkg/protocol';
import { failpoint } from '@gkg/runtime';
import type { Logger } from '@gkg/runtime';
import { GraphProcess } from './graph-process.ts';
import type { GraphProcessLoad } from './graph-process.ts';
import type { CallLimits, GraphAddress } from './process-messages.ts';
import type { GraphVersion } from './publish.ts';
import { createServedGraphs } from './served-graphs.ts';

export interface GraphPoolOptions {
  readonly entry: string | URL;
  readonly processes: number;
  /** Over all processes. */
  readonly openGraphsMax: number;
  readonly bufferPoolBytes: number;
  /** Calls that may wait, over all processes. */
  readonly waitingMax: number;
  readonly residentBytesMax: number;
  readonly logger: Logger;
  readonly runningMax?: number;
  readonly blockedMs?: number;
  readonly graceMs?: number;
  readonly failpoints?: string;
}

export interface GraphPool {
  /** Has the process of the namespace run a call next to its graph. */
  call(
    namespaceId: number,
    name: string,
    args: unknown,
    limits: CallLimits,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** Opens a version without serving it; rejects when it cannot be opened. */
  warm(version: GraphVersion, timeoutMs: number): Promise<void>;
  /** Serves a version from now on; resolves when the one before has been drained and closed. */
  swap(version: GraphVersion, timeoutMs: number): Promise<void>;
  /** Serves the namespace no more; resolves when its graph has been drained and closed. */
  drop(namespaceId: number, timeoutMs: number): Promise<void>;
  has(namespaceId: number): boolean;
  get(namespaceId: number): GraphVersion;
  list(): GraphVersion[];
  loads(): GraphProcessLoad[];
  close(): Promise<void>;
}

export function createGraphPool(options: GraphPoolOptions): GraphPool {
  const served = createServedGraphs(options.logger);
  const processes = createProcesses(options, (namespaceId) => void served.examine(namespaceId));
  const processOf = (namespaceId: number): GraphProcess => {
    const process = processes[namespaceId % processes.length];
    if (process === undefined) throw new GkgError('internal', 'The pool has no process.');
    return process;
  };
  const closeVersion = async ({ namespaceId, directory }: GraphVersion, timeoutMs: number) => {
    processOf(namespaceId).forgive(namespaceId);
    const request = (id: number) => ({ type: 'close', id, directory }) as const;
    await processOf(namespaceId).run({ namespaceId, timeoutMs, request });
  };

  return {
    async call(namespaceId, name, args, limits, signal) {
      served.usable(namespaceId);
      const request = (id: number, timeoutMs: number) => {
        const graph = addressOf(served.usable(namespaceId));
        return { type: 'call', id, graph, name, args, limits: { ...limits, timeoutMs } } as const;
      };
      const { timeoutMs } = limits;
      return processOf(namespaceId).run({ namespaceId, timeoutMs, request }, signal);
    },
    async warm(version, timeoutMs) {
      const { namespaceId } = version;
      processOf(namespaceId).forgive(namespaceId);
      const request = (id: number) => ({ type: 'open', id, graph: addressOf(version) }) as const;
      await processOf(namespaceId).run({ namespaceId, timeoutMs, request });
    },
    async swap(version, timeoutMs) {
      const before = served.replace(version);
      if (before === null) return;
      failpoint('drain');
      await closeVersion(before, timeoutMs);
    },
    async drop(namespaceId, timeoutMs) {
      await closeVersion(served.remove(namespaceId), timeoutMs);
    },
    has: (namespaceId) => served.has(namespaceId),
    get: (namespaceId) => served.get(namespaceId),
    list: () => served.list(),
    loads: () => processes.map((process) => process.load()),
    async close() {
      await Promise.all(processes.map((process) => process.close()));
    },
  };
}

function createProcesses(
  options: GraphPoolOptions,
  onConvicted: (namespaceId: number) => void,
): GraphProcess[] {
  const { processes, openGraphsMax, waitingMax, bufferPoolBytes, failpoints = '' } = options;
  const share = (total: number) => Math.max(1, Math.ceil(total / processes));
  return Array.from(
    { length: processes },
    () =>
      new GraphProcess({
        entry: options.entry,
        settings: { openGraphsMax: share(openGraphsMax), bufferPoolBytes, failpoints },
        waitingMax: share(waitingMax),
        runningMax: options.runningMax ?? 16,
        residentBytesMax: options.residentBytesMax,
        blockedMs: options.blockedMs ?? 10_000,
        graceMs: options.graceMs ?? 1000,
        logger: options.logger,
        onConvicted,
      }),
  );
}

function addressOf({ directory, file, manifest }: GraphVersion): GraphAddress {
  return { directory, file, manifest };
}

/**
 * A part of the pool: one process, and the graphs that it keeps open.
 *
 * Keeping warm: a namespace that is worked with (see hot-graphs.ts) has its graph kept open, and opened again
 * when its process is replaced: one after the other, in the line with everybody's calls.
 */
import { originOfWork } from '@gkg/runtime';
import type { Logger, TraceSettings } from '@gkg/runtime';
import type { BufferPoolSizes } from './buffer-pools.ts';
import { GraphProcess } from './graph-process.ts';
import type { GraphVersion } from './graph-version.ts';
import { createHotGraphs } from './hot-graphs.ts';
import type { HotGraphs } from './hot-graphs.ts';
import type { Work } from './process-call.ts';
import type { GraphAddress, GraphEvents, ProcessSettings } from './process-messages.ts';
import type { ServedGraphs } from './served-graphs.ts';

/** Of the pool as a whole, unless said otherwise; a part takes its share. */
export interface PartOptions {
  readonly entry: string | URL;
  readonly processes: number;
  /** Over all processes. */
  readonly openGraphsMax: number;
  readonly bufferPools: BufferPoolSizes;
  /** Threads of the engine for one statement. */
  readonly queryThreads: number;
  /** Calls that may wait, over all processes. */
  readonly waitingMax: number;
  /** Of one namespace. */
  readonly namespaceWaitingMax: number;
  /** Calls that one process works on at the same time, and those of one namespace among them. */
  readonly runningMax: number;
  readonly namespaceRunningMax: number;
  /** Of rows that a process remembers; 0 for none. */
  readonly resultCacheBytes: number;
  /** Of one process. */
  readonly residentBytesMax: number;
  readonly logger: Logger;
  onGraphs?(events: GraphEvents): void;
  readonly replaceAfterMs?: number;
  readonly hotAgainMs?: number;
  readonly hotCoolMs?: number;
  readonly blockedMs?: number;
  readonly graceMs?: number;
  readonly failpoints?: string;
  readonly traces?: TraceSettings | null;
}

export interface PoolPart {
  readonly process: GraphProcess;
  readonly hot: HotGraphs;
}

const hotCoolMsDefault = 30 * 60_000;
const reopenTimeoutMs = 10_000;

export function createPart(options: PartOptions, served: ServedGraphs): PoolPart {
  const hot = createHotGraphs({
    // The other half is for the rest, so that what is asked once does not close what was asked just before.
    hotMax: Math.ceil(share(options.openGraphsMax, options) / 2),
    againMs: options.hotAgainMs ?? 1000,
    coolMs: options.hotCoolMs ?? hotCoolMsDefault,
  });
  const process: GraphProcess = new GraphProcess({
    entry: options.entry,
    settings: processSettings(options),
    waitingMax: share(options.waitingMax, options),
    namespaceWaitingMax: options.namespaceWaitingMax,
    runningMax: options.runningMax,
    namespaceRunningMax: options.namespaceRunningMax,
    residentBytesMax: options.residentBytesMax,
    replaceAfterMs: options.replaceAfterMs ?? 30_000,
    blockedMs: options.blockedMs ?? 10_000,
    graceMs: options.graceMs ?? 1000,
    logger: options.logger,
    onConvicted: (namespaceId) => void served.examine(namespaceId),
    onReplaced: () => void reopen(process, served, hot),
    onGraphs: (events) => options.onGraphs?.(events),
  });
  return { process, hot };
}

function processSettings(options: PartOptions): ProcessSettings {
  const { openGraphsMax, bufferPools, queryThreads, resultCacheBytes, residentBytesMax } = options;
  return {
    openGraphsMax: share(openGraphsMax, options),
    bufferPools,
    queryThreads,
    resultCacheBytes,
    callsMax: options.runningMax,
    residentBytesMax,
    failpoints: options.failpoints ?? '',
    logLevel: options.logger.level,
    traces: options.traces ?? null,
  };
}

function share(total: number, { processes }: PartOptions): number {
  return Math.max(1, Math.ceil(total / processes));
}

/** One that cannot be opened now is told to whoever asks it next. */
async function reopen(process: GraphProcess, served: ServedGraphs, hot: HotGraphs): Promise<void> {
  for (const namespaceId of hot.list()) {
    await process.run(opening(namespaceId, served, hot, reopenTimeoutMs)).catch(() => undefined);
  }
}

export function opening(namespaceId: number, served: ServedGraphs, hot: HotGraphs, timeoutMs: number): Work {
  const origin = originOfWork();
  const request = (id: number) =>
    ({ type: 'open', id, origin, graph: addressOf(served.usable(namespaceId), hot) }) as const;
  return { namespaceId, caller: '', timeoutMs, request };
}

export function addressOf({ directory, file, manifest }: GraphVersion, hot: HotGraphs): GraphAddress {
  return { directory, file, manifest, isHot: hot.isHot(manifest.namespace_id) };
}
